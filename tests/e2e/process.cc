// SPDX-License-Identifier: Apache-2.0
// Uses posix_spawn, and a pipe for the output.
#include "tests/e2e/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace cckm::test {
namespace {

class SpawnActions {
 public:
  SpawnActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void close(int descriptor) { ::posix_spawn_file_actions_addclose(&actions_, descriptor); }
  void duplicate(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
  void close_from(int lowest) { ::posix_spawn_file_actions_addclosefrom_np(&actions_, lowest); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

bool blocks_interrupt() {
  sigset_t blocked;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  return ::sigismember(&blocked, SIGINT) == 1;
}

// Gives the program a process group of its own if the caller blocks SIGINT: then the terminal's
// Ctrl-C does not reach the program.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes_);
    if (blocks_interrupt()) ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

std::string chosen_program(const char* variable, const char* otherwise) {
  const char* chosen = std::getenv(variable);
  return chosen == nullptr ? otherwise : chosen;
}

Process::Process(const std::vector<std::string>& arguments, std::optional<int> standard_error,
                 std::optional<int> third) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  SpawnActions actions;
  actions.duplicate(ends[1], STDOUT_FILENO);
  if (standard_error == kClosed) {
    actions.close(STDERR_FILENO);
  } else {
    actions.duplicate(standard_error.value_or(ends[1]), STDERR_FILENO);
  }
  if (third) actions.duplicate(*third, STDERR_FILENO + 1);
  actions.close_from(STDERR_FILENO + (third ? 2 : 1));  // sockets of the test, for example
  std::vector<std::string> copy = arguments;
  std::vector<char*> argv;
  for (auto& argument : copy) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const SpawnAttributes attributes;
  const int failed =
      ::posix_spawn(&id_, argv[0], actions.get(), attributes.get(), argv.data(), environ);
  ::close(ends[1]);
  if (failed != 0) {
    ::close(ends[0]);
    throw std::runtime_error("cannot start " + arguments[0]);
  }
  reader_ = std::thread([this, end = ends[0]] { read_output(end); });
}

Process::~Process() {
  if (!exit_code_) {
    signal(SIGKILL);
    wait();
  }
}

void Process::read_output(int descriptor) {
  std::array<char, 4096> chunk{};
  for (;;) {
    const auto size = ::read(descriptor, chunk.data(), chunk.size());
    const std::lock_guard lock(mutex_);
    if (size > 0) output_.append(chunk.data(), static_cast<std::size_t>(size));
    ended_ = size <= 0;
    changed_.notify_all();
    if (ended_) break;
  }
  ::close(descriptor);
}

std::string Process::await_line(const std::string& part) {
  std::unique_lock lock(mutex_);
  for (;;) {
    for (auto end = output_.find('\n', awaited_); end != std::string::npos;
         end = output_.find('\n', awaited_)) {
      std::string line = output_.substr(awaited_, end - awaited_);
      awaited_ = end + 1;
      if (line.find(part) != std::string::npos) return line;
    }
    if (ended_) throw std::runtime_error("ended without \"" + part + "\":\n" + output_);
    changed_.wait(lock);
  }
}

void Process::signal(int number) const {
  ::kill(id_, number);
}

int Process::wait() {
  if (exit_code_) return *exit_code_;
  int status = 0;
  ::waitpid(id_, &status, 0);
  reader_.join();
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return *exit_code_;
}

int Process::wait_at_most(std::chrono::milliseconds patience) {
  // glibc 2.36 declares pidfd_open() for C alone.
  const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
  pollfd end{.fd = descriptor, .events = POLLIN, .revents = 0};
  if (::poll(&end, 1, static_cast<int>(patience.count())) == 0) signal(SIGKILL);
  ::close(descriptor);
  return wait();
}

std::string Process::output() {
  const std::lock_guard lock(mutex_);
  return output_;
}

}  // namespace cckm::test
