// SPDX-License-Identifier: Apache-2.0
// Checks the opened descriptor with fstat, because the path can change before it is opened.
#include "exporter/system/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "exporter/system/descriptor.h"

namespace cckm {
namespace {

// Uses O_NONBLOCK, because opening a FIFO without a writer blocks for ever.
Descriptor open_to_read(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
}

PlainFailure system_failure() {
  return {std::generic_category().message(errno)};
}

// Calls read(2), again after a signal, and returns its result.
ssize_t read_some(int fd, std::array<char, 4096>& buffer) {
  ssize_t got = 0;
  do {
    got = ::read(fd, buffer.data(), buffer.size());
  } while (got < 0 && errno == EINTR);
  return got;
}

}  // namespace

Result<std::string, PlainFailure> read_regular_file(const std::string& path, std::size_t max_size) {
  const Descriptor file = open_to_read(path);
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return system_failure();
  if (!S_ISREG(status.st_mode)) return PlainFailure{"is not a regular file"};

  // Reads to the end and not st_size bytes, because the file can grow.
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t got = 0;
  while ((got = read_some(file.get(), buffer)) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > max_size)
      return PlainFailure{"is over " + std::to_string(max_size) + " bytes"};
  }
  if (got < 0) return system_failure();
  if (text.empty()) return PlainFailure{"is empty"};
  return text;
}

bool is_world_readable(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::is_regular_file(status) &&
         (status.permissions() & fs::perms::others_read) != fs::perms::none;
}

}  // namespace cckm
