// SPDX-License-Identifier: Apache-2.0
// main() of the test programs where Catch2 (version 2) does not bring one.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
