// SPDX-License-Identifier: Apache-2.0
// Tests which texts are a success.
#include "exporter/cckm/success_text.h"

#include <string>
#include <vector>

#include "exporter/model/ascii.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

bool is_success(std::string_view text, const std::vector<std::string>& endings = {}) {
  return is_success_text(trimmed(text), endings);
}

TEST_CASE("one to four words before `synchronized successfully` are a success") {
  for (const char* text : {
           "region synchronized successfully",
           "key ring synchronized successfully",
           "domain synchronized successfully",
           "Key Vault Synchronized Successfully",
           "custom key store keys synchronized successfully",
           "  region synchronized successfully\n",
           "key  ring\tsynchronized successfully",
           "unit synchronized successfully",
           "all keys synchronized successfully",
           "success",
           "Success",
           " COMPLETED\t",
       }) {
    CAPTURE(text);
    CHECK(is_success(text));
  }
}

TEST_CASE("a text that only ends like a success is none") {
  for (const char* text : {
           // Nothing, or too much, is synchronized.
           "synchronized successfully",
           "the keys of my ring synchronized successfully",
           "customer managed custom key store synchronized successfully",
           // Denials.
           "not synchronized successfully",
           "region not synchronized successfully",
           "Region NOT synchronized successfully",
           "region could not be synchronized successfully",
           "region couldn't be synchronized successfully",
           "region couldnt be synchronized successfully",
           "region cannot be synchronized successfully",
           "region can not be synchronized successfully",
           "unable to be synchronized successfully",
           "no region synchronized successfully",
           "none of the regions synchronized successfully",
           "nothing synchronized successfully",
           "region never synchronized successfully",
           "region hardly synchronized successfully",
           "region failed, synchronized successfully",
           "failed region synchronized successfully",
           "error region synchronized successfully",
           "without keys synchronized successfully",
           "nor region synchronized successfully",
           "region neither synchronized successfully",
           // Parts, and numbers of them.
           "0 of 12 regions synchronized successfully",
           "11 of 12 regions synchronized successfully",
           "11/12 regions synchronized successfully",
           "zero regions synchronized successfully",
           "one of twelve regions synchronized successfully",
           "partially synchronized successfully",
           "region partially synchronized successfully",
           "region partly synchronized successfully",
           "region only synchronized successfully",
           "some regions synchronized successfully",
           "most regions synchronized successfully",
           "few keys synchronized successfully",
           "half the keys synchronized successfully",
           "all except one synchronized successfully",
           "all but one synchronized successfully",
           "incomplete region synchronized successfully",
           "incompletely synchronized successfully",
           "region nearly synchronized successfully",
           "region inconsistently synchronized successfully",
           "region almost synchronized successfully",
           // Another time.
           "last synchronized successfully",
           "region last synchronized successfully",
           "region previously synchronized successfully",
           "region lastly synchronized successfully",
           "region expected synchronized successfully",
           "stale region synchronized successfully",
           "dry run synchronized successfully",
           "yesterday synchronized successfully",
           "region probably synchronized successfully",
           "region to be synchronized successfully",
           "region will be synchronized successfully",
           "region should be synchronized successfully",
           "until region synchronized successfully",
           "if region synchronized successfully",
           "waiting for region synchronized successfully",
           "pending region synchronized successfully",
           "region skipped synchronized successfully",
           "retrying region synchronized successfully",
           // Prefixes.
           "region desynchronized successfully",
           "region unsynchronized successfully",
           "region un-synchronized successfully",
           "region un synchronized successfully",
           "region de synchronized successfully",
           "region de-synchronized successfully",
           "unavailable region synchronized successfully",
           "region synchronized unsuccessfully",
           // More follows, or comes before.
           "region synchronized successfully, but not really",
           "region synchronized successfully: 0 keys",
           "error: region synchronized successfully",
           "region eu-west-1 synchronized successfully",
           "unsuccess",
           "no success",
           "not completed",
           "incomplete",
           "success: false",
           "completed with errors",
           "",
           " ",
       }) {
    CAPTURE(text);
    CHECK_FALSE(is_success(text));
  }
}

TEST_CASE("a configured success text is an ending at the boundary of a word") {
  const std::vector<std::string> success = {"vault synchronized", "All Good", "(done)"};
  for (const char* text :
       {"key Vault SYNCHRONIZED", "vault synchronized\n", "all good",
        "12 of 12: vault synchronized", "12/12 vault synchronized", "100% vault synchronized",
        "eu-west-1: vault synchronized", "20 keys of vault synchronized", "unit vault synchronized",
        "2026-05-01T10:00:00Z vault synchronized", "vault(done)"}) {
    CAPTURE(text);
    CHECK(is_success(text, success));
  }
  for (const char* text : {"vault synchronized partially",
                           "good",
                           "subvault synchronized",
                           "un-vault synchronized",
                           "my_vault synchronized",
                           "3vault synchronized",
                           "\xC3\xA9vault synchronized",
                           "not vault synchronized",
                           "could not: vault synchronized",
                           "0 of 12 vault synchronized",
                           "11 of 12 vault synchronized",
                           "11 out of 12 vault synchronized",
                           "11/12 vault synchronized",
                           "50% vault synchronized",
                           "0 vault synchronized",
                           "last vault synchronized",
                           "wasn't all good",
                           "wasn\xE2\x80\x99t all good",
                           "not all good",
                           "NOT ALL GOOD",
                           "unsure: all good",
                           "error; all good",
                           "not (done)",
                           "one of two all good",
                           "partially. all good"}) {
    CAPTURE(text);
    CHECK_FALSE(is_success(text, success));
  }
}

}  // namespace
}  // namespace cckm::test
