// SPDX-License-Identifier: Apache-2.0
// Captures what is written to a stream of the standard library.
#pragma once

#include <iostream>
#include <sstream>
#include <string>

namespace cckm::test {

// Captures until the end of its scope.
class CapturedOutput {
 public:
  explicit CapturedOutput(std::ostream& stream) : stream_(stream), original_(stream.rdbuf()) {
    stream_.rdbuf(text_.rdbuf());
  }
  ~CapturedOutput() { stream_.rdbuf(original_); }
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  std::string text() const { return text_.str(); }

 private:
  std::ostream& stream_;
  std::streambuf* const original_;
  std::ostringstream text_;
};

}  // namespace cckm::test
