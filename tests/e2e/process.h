// SPDX-License-Identifier: Apache-2.0
// A program under test: started, listened to and ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace cckm::test {

// Its destructor kills what still runs.
class Process {
 public:
  // `arguments[0]` is the path of the program. Its standard error is listened to like its standard
  // output, or is a descriptor of the caller's; kClosed: it has none. Throws std::runtime_error if
  // it cannot be started.
  explicit Process(const std::vector<std::string>& arguments,
                   std::optional<int> standard_error = std::nullopt);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  static constexpr int kClosed = -1;

  pid_t id() const { return id_; }

  // Waits for a line with `part` on standard output or error and returns it, the same line once.
  // Throws std::runtime_error, with all that was said, if the program ends without it.
  std::string await_line(const std::string& part);

  void signal(int number) const;
  // Waits for the end: the exit code, or 128 + the signal's number.
  int wait();
  // Likewise, but kills it after `patience`.
  int wait_at_most(std::chrono::milliseconds patience);
  // All that was said so far; everything, after wait().
  std::string said();

 private:
  void listen(int descriptor);

  pid_t id_ = -1;
  std::optional<int> exit_code_;
  std::mutex mutex_;  // guards all below
  std::condition_variable heard_;
  std::string said_;
  std::size_t awaited_ = 0;  // up to where await_line() has come
  bool silent_ = false;      // nothing more will be said
  std::thread listener_;
};

}  // namespace cckm::test
