// SPDX-License-Identifier: Apache-2.0
// Changes environment variables for its own lifetime.
#pragma once

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace cckm::test {

// Precondition: no other thread uses the environment.
class Environment {
 public:
  using Variables = std::map<std::string, std::optional<std::string>>;

  // Sets the variables, or removes those without a value.
  explicit Environment(const Variables& variables) {
    for (const auto& [name, value] : variables) {
      const char* const before = std::getenv(name.c_str());
      before_[name] = before != nullptr ? std::optional<std::string>(before) : std::nullopt;
      set(name, value);
    }
  }
  Environment(const std::string& name, const std::string& value)
      : Environment(Variables{{name, value}}) {}
  ~Environment() {
    for (const auto& [name, value] : before_) set(name, value);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  // Removes every variable of proxies.
  inline static const Variables kProxies = {
      {"HTTPS_PROXY", {}}, {"https_proxy", {}}, {"HTTP_PROXY", {}}, {"http_proxy", {}},
      {"ALL_PROXY", {}},   {"all_proxy", {}},   {"NO_PROXY", {}},   {"no_proxy", {}}};

 private:
  static void set(const std::string& name, const std::optional<std::string>& value) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }

  Variables before_;
};

}  // namespace cckm::test
