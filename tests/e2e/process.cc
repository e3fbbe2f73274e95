// SPDX-License-Identifier: Apache-2.0
// posix_spawn and a pipe.
#include "tests/e2e/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
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

// Where the caller deals with Ctrl-C itself, the program gets a process group of its own, to which
// the terminal sends nothing.
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

Process::Process(const std::vector<std::string>& arguments, std::optional<int> standard_error) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  SpawnActions actions;
  actions.duplicate(ends[1], STDOUT_FILENO);
  if (standard_error == kClosed) {
    actions.close(STDERR_FILENO);
  } else {
    actions.duplicate(standard_error.value_or(ends[1]), STDERR_FILENO);
  }
  actions.close_from(STDERR_FILENO + 1);  // a socket of the test's is nobody else's
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
  listener_ = std::thread([this, end = ends[0]] { listen(end); });
}

Process::~Process() {
  if (!exit_code_) {
    signal(SIGKILL);
    wait();
  }
}

void Process::listen(int descriptor) {
  std::array<char, 4096> chunk{};
  for (;;) {
    const auto size = ::read(descriptor, chunk.data(), chunk.size());
    const std::lock_guard lock(mutex_);
    if (size > 0) said_.append(chunk.data(), static_cast<std::size_t>(size));
    silent_ = size <= 0;
    heard_.notify_all();
    if (silent_) break;
  }
  ::close(descriptor);
}

std::string Process::await_line(const std::string& part) {
  std::unique_lock lock(mutex_);
  for (;;) {
    for (auto end = said_.find('\n', awaited_); end != std::string::npos;
         end = said_.find('\n', awaited_)) {
      std::string line = said_.substr(awaited_, end - awaited_);
      awaited_ = end + 1;
      if (line.find(part) != std::string::npos) return line;
    }
    if (silent_) throw std::runtime_error("ended without \"" + part + "\":\n" + said_);
    heard_.wait(lock);
  }
}

void Process::signal(int number) const {
  ::kill(id_, number);
}

int Process::wait() {
  if (exit_code_) return *exit_code_;
  int status = 0;
  ::waitpid(id_, &status, 0);
  listener_.join();
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

std::string Process::said() {
  const std::lock_guard lock(mutex_);
  return said_;
}

}  // namespace cckm::test
