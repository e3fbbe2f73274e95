// SPDX-License-Identifier: Apache-2.0
// Maps the shared file and sets the environment variables that name it.
#include "tests/faults/interposed.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <new>
#include <stdexcept>

namespace cckm::test {
namespace {

constexpr const char* kPreload = "LD_PRELOAD";

Interference* share(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  void* const memory =
      ::mmap(nullptr, sizeof(Interference), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
  return new (memory) Interference;
}

}  // namespace

Interposed::Interposed() {
  const std::string path = folder_.write("interference", std::string(sizeof(Interference), '\0'));
  interference_ = share(path);
  ::setenv(kInterferenceFile, path.c_str(), 1);
  ::setenv(kPreload, CCKM_INTERPOSER, 1);
}

Interposed::~Interposed() {
  ::unsetenv(kPreload);
  ::unsetenv(kInterferenceFile);
  ::munmap(interference_, sizeof(Interference));
}

}  // namespace cckm::test
