# SPDX-License-Identifier: Apache-2.0
# Builds on Debian 13. The image has the program, its libraries and the certificate authorities: no shell, no
# package manager. `make image` calls this with the version and the revision.
# `--target simulator` builds an image of the simulated CipherTrust Manager instead.
ARG BASE=docker.io/library/debian:13-slim

FROM ${BASE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates cmark-gfm g++ cmake ninja-build pkg-config libboost-dev libcli11-dev libcpp-httplib-dev \
      libssl-dev libspdlog-dev libyaml-cpp-dev prometheus-cpp-dev rapidjson-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY CMakeLists.txt CMakePresets.json ./
COPY exporter exporter
COPY dashboards/RUNBOOKS.md dashboards/
ARG REVISION=unknown
RUN cmake --preset release -DCCKM_TESTS=OFF -DCCKM_REVISION="${REVISION}" \
    && cmake --build build \
    && strip build/cckm_exporter
COPY packaging/image_root.sh packaging/
RUN packaging/image_root.sh build/cckm_exporter /image

FROM build AS build-simulator
RUN apt-get update && apt-get install -y --no-install-recommends catch2 \
    && rm -rf /var/lib/apt/lists/*
COPY tests tests
RUN cmake --preset release -DCCKM_TESTS=ON \
    && cmake --build build --target cckm_simulator \
    && strip build/cckm_simulator

FROM ${BASE} AS simulator
RUN apt-get update && apt-get install -y --no-install-recommends libssl3t64 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build-simulator /src/build/cckm_simulator /usr/local/bin/cckm_simulator
USER 65534:65534
EXPOSE 18443 18444
ENTRYPOINT ["/usr/local/bin/cckm_simulator"]
CMD ["--listen=0.0.0.0:18443", "--control-listen=0.0.0.0:18444"]

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="cckm_exporter" \
      org.opencontainers.image.description="Prometheus exporter for CipherTrust Manager's key synchronization" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image /
USER 65534:65534
EXPOSE 10877
# Asks the default address. --web.listen-address and --web.route-prefix need a health check with the same flags.
HEALTHCHECK --interval=30s --timeout=5s CMD ["/usr/bin/cckm_exporter", "--healthcheck"]
ENTRYPOINT ["/usr/bin/cckm_exporter"]
