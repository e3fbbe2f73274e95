// SPDX-License-Identifier: Apache-2.0
// What the board keeps of collections, and what a reload removes.
#include "exporter/status/board.h"

#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

constexpr std::size_t kFingerprint = 7;

JobReport read(const std::string& name) {
  return {name, *find_endpoint("aws", "keys"), std::make_shared<const SyncJob>()};
}

JobReport unread(const std::string& name, Reason reason, int status = 0) {
  return {name, *find_endpoint("aws", "keys"), Failure{reason, "details", status}};
}

std::shared_ptr<const ManagerReport> report_of(std::vector<JobReport> jobs) {
  return std::make_shared<const ManagerReport>(
      ManagerReport{.manager = "cm", .up = true, .jobs = std::move(jobs)});
}

std::shared_ptr<Place> place_of(const std::string& name, std::size_t fingerprint = kFingerprint) {
  return std::make_shared<Place>(name, "https://" + name, fingerprint);
}

// Each outcome as `-` (absent), `read`, or reason and status.
std::vector<std::string> texts_of(const Outcomes& outcomes) {
  std::vector<std::string> texts;
  for (const Outcome& outcome : outcomes) {
    if (outcome.kind == Outcome::Kind::kAbsent) texts.emplace_back("-");
    if (outcome.kind == Outcome::Kind::kRead) texts.emplace_back("read");
    if (outcome.kind == Outcome::Kind::kFailed) {
      texts.push_back(std::string(reason_name(outcome.reason)) + " " +
                      std::to_string(outcome.status));
    }
  }
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("before the first collection, a manager has an address and no report") {
  const auto status = place_of("cm")->status();
  CHECK(status->name == "cm");
  CHECK(status->address == "https://cm");
  CHECK(status->report == nullptr);
  CHECK(status->collections.empty());
}

TEST_CASE("the last report is kept itself, without a copy") {
  const auto place = place_of("cm");
  const auto first = report_of({read("a")});
  const auto second = report_of({read("a")});
  place->note(first, {100, 0}, std::nullopt);
  place->note(second, {160, 0}, Timestamp{900, 0});
  const auto status = place->status();
  CHECK(status->report == second);
  CHECK(first.use_count() == 1);
  CHECK(status->collections == std::vector<Timestamp>{{160, 0}, {100, 0}});
  CHECK(status->token_end == Timestamp{900, 0});
}

TEST_CASE("the last five outcomes of a job are kept, the newest first") {
  const auto place = place_of("cm");
  for (int second = 0; second < 3; ++second) {
    place->note(report_of({read("a")}), {second, 0}, std::nullopt);
  }
  place->note(report_of({unread("a", Reason::kHttp5xx, 503)}), {3, 0}, std::nullopt);
  CHECK(texts_of(place->status()->outcomes[0]) ==
        Texts{"http_5xx 503", "read", "read", "read", "-"});
  for (int second = 4; second < 7; ++second) {
    place->note(report_of({unread("a", Reason::kTimeout)}), {second, 0}, std::nullopt);
  }
  const auto status = place->status();
  CHECK(texts_of(status->outcomes[0]) ==
        Texts{"timeout 0", "timeout 0", "timeout 0", "http_5xx 503", "read"});
  CHECK(status->collections == std::vector<Timestamp>{{6, 0}, {5, 0}, {4, 0}, {3, 0}, {2, 0}});
}

TEST_CASE("outcomes follow the name of a job when the jobs change their order or number") {
  const auto place = place_of("cm");
  place->note(report_of({read("a"), unread("b", Reason::kTimeout), read("c")}), {1, 0}, {});
  place->note(report_of({read("new"), read("c"), read("b")}), {2, 0}, {});
  const auto status = place->status();
  CHECK(texts_of(status->outcomes[0]) == Texts{"read", "-", "-", "-", "-"});
  CHECK(texts_of(status->outcomes[1]) == Texts{"read", "read", "-", "-", "-"});
  CHECK(texts_of(status->outcomes[2]) == Texts{"read", "timeout 0", "-", "-", "-"});
}

TEST_CASE("a status that was taken does not change") {
  const auto place = place_of("cm");
  place->note(report_of({read("a")}), {1, 0}, {});
  const auto status = place->status();
  place->note(report_of({}), {2, 0}, {});
  CHECK(status->report->jobs.size() == 1);
  CHECK(status->collections.size() == 1);
}

TEST_CASE("a reload keeps the managers that did not change, and removes the others") {
  Board board;
  const Board::Places before = {place_of("stays"), place_of("changes"), place_of("goes")};
  board.replace(before, "");
  for (const auto& place : before) place->note(report_of({read("a")}), {1, 0}, {});
  board.replace({place_of("new"), place_of("changes", kFingerprint + 1), place_of("stays")},
                "managers: 3");
  CHECK(*board.configuration() == "managers: 3");
  const auto managers = board.managers();
  REQUIRE(managers.size() == 3);
  CHECK(managers[0]->name == "new");
  CHECK(managers[0]->report == nullptr);
  CHECK(managers[1]->report == nullptr);
  CHECK(managers[2]->name == "stays");
  CHECK(managers[2]->report != nullptr);
}

TEST_CASE("a collection of an earlier configuration does not bring back its jobs") {
  Board board;
  const auto before = place_of("cm");
  board.replace({before}, "");
  board.replace({place_of("cm", kFingerprint + 1)}, "");
  before->note(report_of({read("gone")}), {1, 0}, {});
  CHECK(board.managers()[0]->report == nullptr);
}

TEST_CASE("collections can end while the pages are read and the configuration changes") {
  Board board;
  auto place = place_of("cm");
  board.replace({place}, "");
  std::thread collections([&] {
    for (int i = 0; i < 200; ++i) place->note(report_of({read("a"), read("b")}), {i, 0}, {});
  });
  std::thread reloads([&] {
    for (int i = 0; i < 200; ++i) board.replace({place_of("cm")}, "");
  });
  for (int i = 0; i < 200; ++i) {
    const auto managers = board.managers();
    REQUIRE(managers.size() == 1);
    if (managers[0]->report) {
      CHECK(managers[0]->outcomes.size() == managers[0]->report->jobs.size());
    }
  }
  collections.join();
  reloads.join();
}

}  // namespace cckm::test
