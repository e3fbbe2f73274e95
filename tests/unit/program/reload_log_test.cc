// SPDX-License-Identifier: Apache-2.0
// Outcomes of reloads in the log, in the metrics and as text to show.
#include "exporter/reload_log.h"

#include <string>

#include "exporter/log/log.h"
#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"
#include "tests/support/page_text.h"

namespace cckm::test {
namespace {

const std::string kRejected =
    R"(level=error msg="configuration not reloaded, the previous one stays in use" errors=)";
const std::string kError = R"(level=error msg="configuration error" detail=)";
const std::string kStill =
    kError + R"("the web configuration still has the errors that were logged before")";
constexpr std::size_t kManagers = 2;

struct ReloadLogScene {
  ReloadLogScene() { log::configure(log::Level::kDebug, log::Format::kLogfmt); }
  ~ReloadLogScene() { log::configure(log::Level::kInfo, log::Format::kLogfmt); }

  bool is_good() const {
    return rendered({}, metrics).find("\ncckm_exporter_config_last_reload_successful 1\n") !=
           std::string::npos;
  }

  ExporterMetrics metrics{{"1", "2", "3"}, [] { return std::uint64_t{0}; }, {}};
  ReloadLog reload_log{metrics};
};

}  // namespace

TEST_CASE("a summary has the number of errors, then one line for each") {
  CHECK(summary_of({{"a"}}) == "1 error in the configuration:\na\n");
  CHECK(summary_of({{"a"}, {"b", true}}) == "2 errors in the configuration:\na\nb\n");
}

TEST_CASE("each reload that succeeds is one line") {
  ReloadLogScene scene;
  const std::string line = R"(level=info msg="configuration reloaded" managers=2)";
  CapturedStderr captured;
  CHECK(scene.reload_log.note({}, kManagers).empty());
  for (int i = 0; i < 2; ++i) scene.reload_log.note_repeatable({}, kManagers);
  CHECK(captured.lines() == std::vector(3, line));
}

TEST_CASE("a rejected reload on request is logged each time, with a line for each problem") {
  ReloadLogScene scene;
  scene.metrics.config_loaded({}, 0);
  CapturedStderr captured;
  for (int i = 0; i < 2; ++i) {
    CHECK(scene.reload_log.note({{"a"}, {"b"}}, kManagers) == summary_of({{"a"}, {"b"}}));
  }
  const std::vector<std::string> once = {kRejected + "2", kError + "a", kError + "b"};
  std::vector<std::string> twice = once;
  twice.insert(twice.end(), once.begin(), once.end());
  CHECK(captured.lines() == twice);
  CHECK_FALSE(scene.is_good());
}

TEST_CASE("problems that a connection has logged are one line, and in the text to show") {
  ReloadLogScene scene;
  const LoadProblems problems = {{"a"}, {"web 1", true}, {"web 2", true}};
  CapturedStderr captured;
  CHECK(scene.reload_log.note(problems, kManagers) == summary_of(problems));
  CHECK(captured.lines() == std::vector{kRejected + "3", kError + "a", kStill});
}

TEST_CASE("a rejected reload that is repeated is logged once, whoever logged its problems first") {
  ReloadLogScene scene;
  CapturedStderr captured;
  scene.reload_log.note_repeatable({{"a"}}, kManagers);
  scene.reload_log.note_repeatable({{"a", true}}, kManagers);
  CHECK(captured.lines() ==
        std::vector<std::string>{
            kRejected + "1", kError + "a",
            R"(level=debug msg="configuration not reloaded, its problems have not changed")"});
}

TEST_CASE("a repeated reload with other problems is logged") {
  ReloadLogScene scene;
  CapturedStderr captured;
  scene.reload_log.note_repeatable({{"a"}}, kManagers);
  scene.reload_log.note_repeatable({{"a"}, {"b"}}, kManagers);
  CHECK(captured.lines() ==
        std::vector{kRejected + "1", kError + "a", kRejected + "2", kError + "a", kError + "b"});
}

TEST_CASE("a problem that returns is logged again after a success or unchanged files") {
  ReloadLogScene scene;
  const bool success = GENERATE(false, true);
  CapturedStderr captured;
  scene.reload_log.note_repeatable({{"a"}}, kManagers);
  if (success) {
    scene.reload_log.note_repeatable({}, kManagers);
  } else {
    scene.reload_log.note_unchanged();
    CHECK(scene.is_good());
  }
  scene.reload_log.note_repeatable({{"a"}}, kManagers);
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 5);
  CHECK(lines[2] == (success ? R"(level=info msg="configuration reloaded" managers=2)"
                             : R"(level=debug msg="configuration not reloaded, its files have not )"
                               R"(changed")"));
  CHECK(lines[4] == kError + "a");
}

TEST_CASE("a reload that cannot begin does not count as the last one") {
  ReloadLogScene scene;
  CapturedStderr captured;
  scene.reload_log.note_repeatable({{"a"}}, kManagers);
  CHECK(scene.reload_log.reject({{"no thread"}}) == summary_of({{"no thread"}}));
  scene.reload_log.note_repeatable({{"a"}}, kManagers);
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 5);
  CHECK(lines[3] == kError + "\"no thread\"");
  CHECK(lines[4].starts_with("level=debug "));
}

}  // namespace cckm::test
