// SPDX-License-Identifier: Apache-2.0
// The files by which a program in another process finds the simulator: its address, its CA and a
// configuration of the exporter that reads all its jobs.
#pragma once

#include <filesystem>
#include <string_view>

#include "tests/simulator/simulator.h"

namespace cckm::test {

// The file appears with all its text or not at all. Throws std::filesystem::filesystem_error.
void publish(const std::filesystem::path& file, std::string_view text,
             std::filesystem::perms mode = std::filesystem::perms(0644));

// Writes `file`, and beside it `simulator.password` (mode 0600) and `simulator-ca.pem`, to which it
// refers. Throws std::filesystem::filesystem_error.
void publish_config(const std::filesystem::path& file, const SimulatorOptions& options,
                    const Simulator& simulator);

}  // namespace cckm::test
