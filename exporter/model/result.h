// SPDX-License-Identifier: Apache-2.0
// A value, or why there is none. Failures that an operator, a peer or the network can cause are
// returned as a Result. Exceptions of a library are caught in the file that calls it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "exporter/model/reason.h"

namespace cckm {

// Why a request to a manager failed.
struct Failure {
  Reason reason;
  std::string detail;  // for the log; never a secret, and no text of a peer that is not redacted
  int status = 0;      // of the HTTP response; 0: no response

  bool operator==(const Failure&) const = default;
};

// Why a text, a file or an address was refused, where no request and so no reason is involved.
struct PlainFailure {
  std::string detail;  // the error and the allowed values

  bool operator==(const PlainFailure&) const = default;
};

template <typename T, typename E = Failure>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(E failure) : state_(std::move(failure)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  // Precondition: ok(); std::bad_variant_access otherwise.
  const T& value() const { return std::get<T>(state_); }
  T& value() { return std::get<T>(state_); }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }

  // Precondition: !ok(); std::bad_variant_access otherwise.
  const E& failure() const { return std::get<E>(state_); }

 private:
  std::variant<T, E> state_;
};

}  // namespace cckm
