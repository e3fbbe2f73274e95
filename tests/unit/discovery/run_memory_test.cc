// SPDX-License-Identifier: Apache-2.0
// Runs of a family, by key container.
#include "exporter/discovery/run_memory.h"

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

constexpr auto kCompletedIndex = static_cast<std::size_t>(JobStatus::kCompleted);

std::uint64_t ends(const RunMemory& memory, const std::string& container) {
  return memory.containers().at(container).ended[kCompletedIndex];
}

TEST_CASE("a run belongs to each key container that it names, once") {
  RunMemory memory;
  memory.count_ends();
  memory.offer(completed("a", 1, {"x", "y", "x"}));
  CHECK(memory.containers().size() == 2);
  CHECK(memory.containers().at("x").newest == memory.containers().at("y").newest);
  CHECK(ends(memory, "x") == 1);
  CHECK_FALSE(memory.unnamed().newest);
}

TEST_CASE("a run that names no key container is kept apart") {
  RunMemory memory;
  memory.offer(completed("a", 1, {}));
  CHECK(memory.containers().empty());
  CHECK(memory.unnamed().newest->job.id == "a");
}

TEST_CASE("ends count from the moment on when all runs were seen, each once") {
  RunMemory memory;
  memory.offer(completed("a", 1));
  memory.offer(running("b", 2));
  memory.count_ends();
  CHECK(ends(memory, "kms") == 0);
  memory.offer(completed("a", 1));
  CHECK(ends(memory, "kms") == 0);
  memory.offer(completed("b", 2));
  memory.offer(completed("b", 2));
  CHECK(ends(memory, "kms") == 1);
  memory.offer(completed("c", 3));
  CHECK(ends(memory, "kms") == 2);
}

TEST_CASE("the end of a run counts however old it is, if it was known to be in progress") {
  RunMemory memory;
  memory.offer(running("old", 1));
  memory.offer(completed("new", 100'000));
  memory.settle(at(100'000));
  memory.count_ends();
  memory.offer(completed("old", 1));
  memory.offer(completed("old", 1));
  CHECK(ends(memory, "kms") == 1);
}

TEST_CASE("a run in progress is open until its end is seen") {
  RunMemory memory;
  memory.offer(running("a", 1));
  REQUIRE(memory.open().size() == 1);
  CHECK(memory.open().begin()->second.containers == std::vector<std::string>{"kms"});
  memory.offer(completed("a", 1));
  CHECK(memory.open().empty());
  memory.offer(running("a", 1));  // from a node of CM that is behind
  CHECK(memory.open().empty());
}

TEST_CASE("a run that is only watched is open, but never the newest of its key container") {
  RunMemory memory;
  memory.watch(running("a", 1));
  CHECK(memory.open().size() == 1);
  CHECK(memory.containers().empty());
  memory.watch(completed("a", 1));
  CHECK(memory.open().empty());
  CHECK(memory.containers().empty());
}

TEST_CASE("a run that was offered before takes its new state from wherever it comes") {
  RunMemory memory;
  memory.offer(running("a", 1));
  memory.offer(running("b", 2));
  memory.watch(completed("a", 1));
  CHECK(memory.containers().at("kms").last_success->completed == at(6));
  memory.watch(failed("b", 2));
  CHECK(memory.containers().at("kms").newest->job.status == JobStatus::kFailed);
}

TEST_CASE("runs and key containers beyond the horizon are forgotten and not taken again") {
  RunMemory memory;
  memory.offer(running("a", 1, {"x"}));
  memory.offer(running("b", 10, {"y"}));
  memory.forget_before(at(5));
  CHECK(memory.containers().size() == 1);
  CHECK(memory.open().size() == 1);
  memory.offer(completed("a", 1, {"x"}));
  memory.watch(running("a", 1, {"x"}));
  CHECK(memory.containers().size() == 1);
  CHECK(memory.open().size() == 1);
}

TEST_CASE("a run that CM forgot is not open any more") {
  RunMemory memory;
  memory.offer(running("a", 1));
  memory.forget({at(1), "a"});
  CHECK(memory.open().empty());
  CHECK_FALSE(memory.containers().at("kms").newest);
}

TEST_CASE("a cleared memory watches its runs in progress") {
  RunMemory memory;
  memory.offer(running("a", 1));
  memory.clear();
  CHECK(memory.containers().empty());
  CHECK(memory.open().size() == 1);
  memory.watch(completed("a", 1));
  CHECK(memory.open().empty());
  CHECK(memory.containers().empty());
}

}  // namespace
}  // namespace cckm::test
