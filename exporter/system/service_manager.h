// SPDX-License-Identifier: Apache-2.0
// What systemd passes to this process, and what this process tells systemd.
#pragma once

#include <vector>

namespace cckm {

// Returns the descriptors that systemd opened for this process (sd_listen_fds(3)), and closes them
// in programs that this process starts. Returns none without systemd or without a .socket unit.
// Precondition: called once, before other descriptors are opened or closed below 3 + their number.
std::vector<int> sockets_of_service_manager();

// Tell systemd about this process (sd_notify(3), for units with Type=notify). Do nothing without
// such a unit. Thread-safe.
void notify_ready();
void notify_reloading();
void notify_stopping();

}  // namespace cckm
