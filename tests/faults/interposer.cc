// SPDX-License-Identifier: Apache-2.0
// A library for LD_PRELOAD. It makes allocations and threads fail, and sets clocks, when a test
// requests it. It allocates by glibc's own names, because dlsym() itself allocates.
#include "tests/faults/interposer.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>

#ifdef __clang__
#pragma clang diagnostic ignored "-Wreserved-identifier"  // glibc's own names
#endif
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

using cckm::test::Interference;

// True if this thread has called epoll_wait(). The TLS model needs no allocation.
__attribute__((tls_model("initial-exec"))) thread_local bool polls = false;

Interference* interference = nullptr;  // until the file is mapped, nothing fails

__attribute__((constructor)) void map_interference() {
  const char* const path = std::getenv(cckm::test::kInterferenceFile);
  if (path == nullptr) return;
  const int file = ::open(path, O_RDWR | O_CLOEXEC);
  void* const memory =
      ::mmap(nullptr, sizeof(Interference), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (memory != MAP_FAILED) interference = static_cast<Interference*>(memory);
}

bool fail(int error) {
  ++interference->failures;
  errno = error;
  return true;
}

bool out_of_memory(std::size_t size) {
  if (interference == nullptr) return false;
  const bool is_chosen = !polls && interference->allocations.fetch_sub(1) == 0;
  return (is_chosen || size > interference->largest_allocation) && fail(ENOMEM);
}

bool out_of_threads() {
  return interference != nullptr && interference->threads.fetch_sub(1) <= 0 && fail(EAGAIN);
}

std::int64_t shift(clockid_t clock) {
  if (interference == nullptr) return 0;
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) return interference->wall_clock;
  return clock == CLOCK_BOOTTIME ? interference->boot_clock.load() : 0;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  return out_of_memory(size) ? nullptr : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  return out_of_memory(count * size) ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* block, std::size_t size) {
  return out_of_memory(size) ? nullptr : __libc_realloc(block, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return out_of_memory(size) ? nullptr : __libc_memalign(alignment, size);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  if (out_of_memory(size)) return ENOMEM;
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) {
  if (out_of_threads()) return EAGAIN;
  static const auto create =
      reinterpret_cast<decltype(&pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
  return create(thread, attributes, run, argument);
}

int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  polls = true;
  return static_cast<int>(
      ::syscall(SYS_epoll_pwait, epoll, events, most, timeout, nullptr, std::size_t{0}));
}

int clock_gettime(clockid_t clock, timespec* time) {
  const auto result = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
  if (result == 0) time->tv_sec += shift(clock);
  return result;
}

int gettimeofday(timeval* time, void* /*zone*/) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  *time = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t* copy) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (copy != nullptr) *copy = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"
