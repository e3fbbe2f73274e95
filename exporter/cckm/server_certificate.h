// SPDX-License-Identifier: Apache-2.0
// The end of a manager's certificate, on its way from the handshakes to the telemetry.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "exporter/http/certificate_end.h"
#include "exporter/model/telemetry.h"

namespace cckm {

// Belongs to one address, and outlives reloads that do not change it. Thread-safe.
class ServerCertificate {
 public:
  explicit ServerCertificate(std::shared_ptr<Telemetry> telemetry)
      : telemetry_(std::move(telemetry)) {}

  // Reports the end of the certificate that a handshake showed.
  void ends_at(CertificateEnd end);
  // Reports that the end is unknown, unless a handshake has shown it. This removes the value of an
  // earlier address.
  void report_absence();

 private:
  const std::shared_ptr<Telemetry> telemetry_;
  std::mutex mutex_;  // guards known_, and puts the reports in order
  bool known_ = false;
};

}  // namespace cckm
