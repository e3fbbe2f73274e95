// SPDX-License-Identifier: Apache-2.0
// Names the file in each problem.
#include "exporter/config/tls_files.h"

#include "exporter/config/pem.h"

namespace cckm {
namespace {

using Problem = std::optional<std::string>;

Problem check(const std::string& path, Problem (*problem_of)(const std::string& pem)) {
  const auto text = read_pem_file(path);
  if (!text) return text.failure().detail;
  const Problem problem = problem_of(*text);
  return problem ? path + ": " + *problem : problem;
}

}  // namespace

std::optional<std::string> check_certificates(const std::string& path) {
  return check(path, certificates_problem);
}

std::optional<std::string> check_private_key(const std::string& path) {
  return check(path, private_key_problem);
}

std::optional<std::string> check_key_pair(const std::string& cert_file,
                                          const std::string& key_file) {
  const auto certificates = read_pem_file(cert_file);
  const auto key = read_pem_file(key_file);
  if (!certificates || !key || can_be_pair(*certificates, *key)) return std::nullopt;
  return key_file + ": is not the key of the certificate in " + cert_file;
}

}  // namespace cckm
