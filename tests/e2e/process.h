// SPDX-License-Identifier: Apache-2.0
// A program under test: starts it, collects its output and stops it.
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

// Returns the path in an environment variable, or `otherwise` if it is not set. `make matrix` sets
// such variables, to test with other versions of a program.
std::string chosen_program(const char* variable, const char* otherwise);

// The destructor kills a program that still runs.
class Process {
 public:
  // Starts the program `arguments[0]`, a path. By default its standard error is collected together
  // with its standard output. `standard_error` is a descriptor to use instead; kClosed: it has
  // none. Throws std::runtime_error if the program cannot be started.
  // The program inherits no other descriptor, except `third` as its descriptor 3.
  explicit Process(const std::vector<std::string>& arguments,
                   std::optional<int> standard_error = std::nullopt,
                   std::optional<int> third = std::nullopt);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  static constexpr int kClosed = -1;

  pid_t id() const { return id_; }

  // Blocks until the output has a line with `part`, and returns it. Each call continues after the
  // line of the last one. Throws std::runtime_error with all output if the program ends without it.
  std::string await_line(const std::string& part);

  void signal(int number) const;
  // Blocks until the program ends. Returns its exit code, or 128 + the number of its signal.
  int wait();
  // Like wait(), but kills the program after `patience`.
  int wait_at_most(std::chrono::milliseconds patience);
  // Returns the output so far. After wait() it is complete.
  std::string output();

 private:
  void read_output(int descriptor);

  pid_t id_ = -1;
  std::optional<int> exit_code_;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::string output_;
  std::size_t awaited_ = 0;  // where await_line() continues in output_
  bool ended_ = false;       // the pipe is closed
  std::thread reader_;
};

}  // namespace cckm::test
