#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image_root.sh PROGRAM ROOT: fills the root of the image: the program, the libraries that the loader finds for
# it, the certificate authorities where OpenSSL looks for them, and a user.
set -eu
program=$1 root=$2

install -D "$program" "$root/usr/bin/cckm_exporter"
ldd "$program" | sed -nE 's#.*[[:space:]](/[^ ]+) .*#\1#p' | while read -r library; do
  install -D -m 0755 "$library" "$root$library"
done
install -D -m 0644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
install -d "$root/usr/lib/ssl"
ln -s /etc/ssl/certs/ca-certificates.crt "$root/usr/lib/ssl/cert.pem"
echo 'nobody:x:65534:65534:nobody:/:/usr/sbin/nologin' >"$root/etc/passwd"
