// SPDX-License-Identifier: Apache-2.0
// A value, or why there is none. Every failure that an operator, a peer or the network can cause
// travels as one of these; exceptions end where the library that throws them is called.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "exporter/model/reason.h"

namespace cckm {

struct Failure {
  Reason reason;
  // For the log: our own words and numbers only, never text that came from a peer or a secret.
  std::string detail;
  int status = 0;  // of CM's answer in HTTP; 0 where none came

  bool operator==(const Failure&) const = default;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}            // NOLINT(google-explicit-constructor)
  Result(Failure failure) : state_(std::move(failure)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  // Precondition: ok(); std::bad_variant_access otherwise.
  const T& value() const { return std::get<T>(state_); }
  T& value() { return std::get<T>(state_); }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }

  // Precondition: !ok(); std::bad_variant_access otherwise.
  const Failure& failure() const { return std::get<Failure>(state_); }

 private:
  std::variant<T, Failure> state_;
};

}  // namespace cckm
