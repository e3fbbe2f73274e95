// SPDX-License-Identifier: Apache-2.0
// Calls the telemetry under the mutex: a report of absence must not overtake that of a handshake.
#include "exporter/cckm/server_certificate.h"

#include <optional>

namespace cckm {

void ServerCertificate::ends_at(CertificateEnd end) {
  const std::lock_guard lock(mutex_);
  known_ = true;
  telemetry_->server_certificate_ends_at(end);
}

void ServerCertificate::report_absence() {
  const std::lock_guard lock(mutex_);
  if (!known_) telemetry_->server_certificate_ends_at(std::nullopt);
}

}  // namespace cckm
