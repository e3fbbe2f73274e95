// SPDX-License-Identifier: Apache-2.0
// Loading configurations, valid and not, and a single collection.
#include "exporter/exporter.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>

#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"
#include "tests/support/no_threads.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/program/captured_output.h"

using namespace cckm;
using namespace cckm::test;

namespace {

namespace asio = boost::asio;

// A port of this machine that refuses connections: bound, and not listening.
class RefusingPort {
 public:
  RefusingPort() : socket_(context_, {asio::ip::make_address("127.0.0.1"), 0}) {}
  std::string url() const {
    return "https://127.0.0.1:" + std::to_string(socket_.local_endpoint().port());
  }

 private:
  asio::io_context context_;
  asio::ip::tcp::socket socket_;
};

// The files of an exporter, in a folder of their own.
struct ExporterScene {
  ExporterScene() { folder.write("password", "s3cr3t"); }

  // Writes a configuration with one manager. Returns its path.
  std::string configure(const std::string& manager) const {
    return folder.write("exporter.yml", "managers:\n  - name: " + manager +
                                            "\n    url: " + port.url() +
                                            "\n    auth:\n      username: exporter\n"
                                            "      password_file: password\n"
                                            "    jobs:\n      - id: "
                                            "afef70ff-311e-46c1-8ead-e1999e8c6d46\n"
                                            "        name: nightly\n");
  }
  Flags flags(const std::string& config_file) const { return {.config_file = config_file}; }

  TemporaryFolder folder;
  RefusingPort port;
};

// The page that --once prints.
std::string page_of(Exporter& exporter) {
  const CapturedOutput output(std::cout);
  CapturedStderr log;
  CHECK(exporter.once() == 1);  // the manager is down
  return output.text();
}

}  // namespace

TEST_CASE("a configuration file that does not exist is one problem") {
  const ExporterScene scene;
  Exporter exporter(scene.flags((scene.folder.path() / "none.yml").string()));
  const auto problems = exporter.load();
  REQUIRE(problems.size() == 1);
  CHECK_THAT(problems[0].text, ContainsSubstring("none.yml"));
}

TEST_CASE("the problems of both configuration files are returned at once") {
  const ExporterScene scene;
  Flags flags = scene.flags(scene.folder.write("exporter.yml", "managers: []\nnonsense: 1\n"));
  flags.web_config_file = scene.folder.write("web.yml", "nonsense: 1\n");
  Exporter exporter(flags);
  const std::string problems = summary_of(exporter.load());
  CHECK_THAT(problems, ContainsSubstring("exporter.yml:2:1: "));
  CHECK_THAT(problems, ContainsSubstring("web.yml:1:1: "));
}

TEST_CASE("a secret that every user can read is a warning, or an error with the flag") {
  const ExporterScene scene;
  const auto secret = scene.folder.path() / "password";
  std::filesystem::permissions(secret, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  Flags flags = scene.flags(scene.configure("cm"));
  SECTION("warning") {
    CapturedStderr captured;
    CHECK(Exporter(flags).load().empty());
    const auto lines = captured.lines();
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], ContainsSubstring(R"(level=warn msg="configuration warning" detail=)"));
  }
  SECTION("error") {
    flags.strict_permissions = true;
    CHECK(Exporter(flags).load().size() == 1);
  }
}

TEST_CASE("a single collection prints the page, and fails if a manager is down") {
  const ExporterScene scene;
  Exporter exporter(scene.flags(scene.configure("cm")));
  REQUIRE(exporter.load().empty());
  const std::string page = page_of(exporter);
  CHECK_THAT(page, ContainsSubstring("cckm_up{manager=\"cm\"} 0\n"));
  CHECK_THAT(page, ContainsSubstring("cckm_exporter_config_last_reload_successful 1\n"));
}

TEST_CASE("a single collection without a thread fails, and prints no page") {
  const ExporterScene scene;
  const NoThreads starved;
  Exporter exporter(scene.flags(scene.configure("cm")));
  REQUIRE(exporter.load().empty());
  const CapturedOutput output(std::cout);
  CapturedStderr captured;
  CHECK(exporter.once() == 1);
  CHECK(output.text().empty());
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0],
             ContainsSubstring(R"(level=error msg="cannot collect" detail="cannot start)"));
}

TEST_CASE("a valid configuration replaces the one in use, an invalid one does not") {
  const ExporterScene scene;
  Exporter exporter(scene.flags(scene.configure("first")));
  REQUIRE(exporter.load().empty());
  scene.folder.write("exporter.yml", "managers: nonsense\n");
  CHECK(exporter.load().size() == 1);
  CHECK_THAT(page_of(exporter), ContainsSubstring("cckm_up{manager=\"first\"}"));
  scene.configure("second");
  CHECK(exporter.load().empty());
  const std::string page = page_of(exporter);
  CHECK_THAT(page, ContainsSubstring("cckm_up{manager=\"second\"}"));
  CHECK(page.find("cckm_up{manager=\"first\"}") == std::string::npos);
}
