// SPDX-License-Identifier: Apache-2.0
// The socket on which systemd receives the notifications of a service.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <string>

#include "exporter/system/descriptor.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

class Notifications {
 public:
  Notifications() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.c_str(), path_.size());
    REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address),  // NOLINT
                   sizeof address) == 0);
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
  const TemporaryFolder folder_;
  const std::string path_ = (folder_.path() / "notify").string();
  const Descriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

}  // namespace cckm::test
