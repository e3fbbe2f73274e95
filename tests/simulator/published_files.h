// SPDX-License-Identifier: Apache-2.0
// Writes the files by which other processes find the simulator: its address, its CA and an
// exporter configuration for all of its jobs.
#pragma once

#include <filesystem>
#include <string_view>

#include "tests/simulator/simulator.h"

namespace cckm::test {

// Writes a file atomically. Throws std::filesystem::filesystem_error.
void publish(const std::filesystem::path& file, std::string_view text,
             std::filesystem::perms mode = std::filesystem::perms(0644));

// Writes the configuration `file`. Writes `simulator.password` (mode 0600) and `simulator-ca.pem`,
// to which it refers, into the same folder. Throws std::filesystem::filesystem_error.
void publish_config(const std::filesystem::path& file, const SimulatorOptions& options,
                    const Simulator& simulator);

}  // namespace cckm::test
