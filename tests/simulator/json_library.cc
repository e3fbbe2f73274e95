// SPDX-License-Identifier: Apache-2.0
// Boost.JSON's own code, compiled here once. The simulator does not share the exporter's JSON
// library, so that the two cannot agree on a mistake.
#include <boost/json/src.hpp>
