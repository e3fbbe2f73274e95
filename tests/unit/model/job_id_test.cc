// SPDX-License-Identifier: Apache-2.0
// Characters and lengths of ids.
#include "exporter/model/job_id.h"

#include <string>

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("an id has 1 to 128 letters, digits, hyphens and underscores") {
  CHECK(is_job_id("afef70ff-311e-46c1-8ead-e1999e8c6d46"));
  CHECK(is_job_id("A_z-09"));
  CHECK(is_job_id(std::string(128, 'a')));
  CHECK_FALSE(is_job_id(std::string(129, 'a')));
  CHECK_FALSE(is_job_id(""));
  CHECK_FALSE(is_job_id("a/b"));
  CHECK_FALSE(is_job_id("a.b"));
  CHECK_FALSE(is_job_id("a b"));
  CHECK_FALSE(is_job_id("a?b"));
  CHECK_FALSE(is_job_id("\xC3\xA9"));
}
