// SPDX-License-Identifier: Apache-2.0
// Clocks that differ, by enough to be told of.
#include "exporter/cckm/remarks.h"

#include "tests/catch.h"

namespace cckm {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

const HttpResponse kAnswer{.status = 200, .date = "Thu, 05 Nov 2020 06:38:25 GMT"};
const system_clock::time_point kTheirs{1'604'558'305s};

SyncJob begun(std::int64_t seconds) {
  SyncJob job;
  job.created.seconds = seconds;
  return job;
}

}  // namespace

TEST_CASE("a clock of CM's that differs from ours is remarked") {
  using Remarks = std::vector<Remark>;
  const Token token;
  CHECK(remarks_on(kAnswer, token, kTheirs).empty());
  CHECK(remarks_on(kAnswer, token, kTheirs + 60s).empty());
  CHECK(remarks_on(kAnswer, token, kTheirs - 60s).empty());
  CHECK(remarks_on(kAnswer, token, kTheirs + 61s) == Remarks{{RemarkKind::kClockDiffers}});
  CHECK(remarks_on(kAnswer, token, kTheirs - 61s) == Remarks{{RemarkKind::kClockDiffers}});
  CHECK(remarks_on({.date = "yesterday"}, token, kTheirs).empty());
  CHECK(remarks_on({}, token, kTheirs).empty());
}

TEST_CASE("a token of unknown life is remarked") {
  const Token token{.told_life = false};
  CHECK(remarks_on(kAnswer, token, kTheirs) ==
        std::vector<Remark>{{RemarkKind::kTokenLifeUnusable}});
}

TEST_CASE("how a token came to replace another is remarked") {
  using Remarks = std::vector<Remark>;
  CHECK(remarks_on(kAnswer, Token{.after_revocation = true}, kTheirs) ==
        Remarks{{RemarkKind::kTokenRevoked}});
  CHECK(remarks_on(kAnswer, Token{.after_refresh_refusal = true}, kTheirs) ==
        Remarks{{RemarkKind::kRefreshTokenRefused}});
}

TEST_CASE("the future is what CM's clock says it is, and ours where there is none") {
  const system_clock::time_point ours = kTheirs + 1h;
  CHECK_FALSE(begins_in_the_future(begun(1'604'558'305 + 60), kAnswer, ours));
  CHECK(begins_in_the_future(begun(1'604'558'305 + 61), kAnswer, ours));
  CHECK_FALSE(begins_in_the_future(begun(1'604'558'305 + 3600 + 60), {}, ours));
  CHECK(begins_in_the_future(begun(1'604'558'305 + 3600 + 61), {}, ours));
  CHECK(begins_in_the_future(begun(253'402'300'799), kAnswer, ours));
}

}  // namespace cckm
