// SPDX-License-Identifier: Apache-2.0
// The socket on which systemd receives the notifications of a service.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>

#include "exporter/system/descriptor.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

class Notifications {
 public:
  // Listens in a new folder.
  Notifications() { bind(path_); }

  // Listens at an abstract address: a name that begins with `@` and is no file.
  explicit Notifications(std::string name) : path_(std::move(name)) {
    std::string address = path_;
    address.front() = '\0';
    bind(address);
  }

  // The value of NOTIFY_SOCKET.
  const std::string& path() const { return path_; }

  // Blocks until the next notification, and returns it.
  std::string next() {
    std::array<char, 256> text{};
    const auto size = ::recv(socket_.get(), text.data(), text.size(), 0);
    return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
  }

 private:
  void bind(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size) ==
            0);  // NOLINT
  }

  const TemporaryFolder folder_;
  const std::string path_ = (folder_.path() / "notify").string();
  const Descriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

}  // namespace cckm::test
