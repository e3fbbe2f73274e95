// SPDX-License-Identifier: Apache-2.0
// Tests --config.enable-auto-reload of the whole program: files that change, and those that do not.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <string>
#include <vector>

#include "exporter/model/timestamp.h"
#include "tests/e2e/reload_scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

const std::vector<std::string> kAutoReload = {"--config.enable-auto-reload",
                                              "--config.auto-reload-interval=1s"};

// A configuration behind a link to a folder, as Kubernetes mounts a ConfigMap.
class MountedConfiguration {
 public:
  explicit MountedConfiguration(const std::string& manager) { mount(manager); }

  std::string path() const { return (data() / "exporter.yml").string(); }
  // Writes a folder with the files of a manager, and makes the link lead there in one step.
  void mount(const std::string& manager) {
    const auto version = files_.folder().path() / manager;
    files_.begin_anew();
    files_.add(simulator_, {.name = manager});
    files_.path();
    std::filesystem::create_directory(version);
    for (const auto& file : {"exporter.yml", "-ca.pem", "-password"}) {
      const std::string name = (file[0] == '-' ? manager : "") + file;
      std::filesystem::rename(files_.folder().path() / name, version / name);
    }
    const auto next = files_.folder().path() / "next";
    std::filesystem::create_symlink(version, next);
    std::filesystem::rename(next, data());
  }

 private:
  std::filesystem::path data() const { return files_.folder().path() / "data"; }

  Simulator simulator_;
  Configuration files_;
};

std::string text_of_file(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("with auto-reload a swapped folder is one reload, and unchanged files are none") {
  MountedConfiguration configuration("one");
  RunningExporter exporter(configuration.path(), kAutoReload);
  exporter.process().await_line("msg=\"configuration not reloaded, its files have not changed\"");
  configuration.mount("two");
  exporter.process().await_line("msg=\"configuration reloaded\"");
  CHECK(sample(exporter.scrape(), "cckm_up", {manager("two")}) == 1.0);
  exporter.process().await_line("msg=\"configuration not reloaded, its files have not changed\"");
  CHECK(count_of(exporter.process().output(), "msg=\"configuration reloaded\"") == 1);
  CHECK(count_of(exporter.process().output(), "level=error") == 0);
}

TEST_CASE("fault 91: with auto-reload, files that change all the time") {
  ReloadScene scene;
  const std::string file = scene.configure({"a"});
  const std::string yaml = text_of_file(file);
  RunningExporter exporter(file, kAutoReload);
  std::atomic<bool> enough = false;
  auto writer = std::async(std::launch::async, [&] {
    for (int i = 0; !enough; ++i) {
      const std::string changed = yaml + "# " + std::to_string(i) + "\n";
      std::filesystem::rename(scene.configuration.folder().write("next.yml", changed), file);
    }
  });
  const auto next_reload = [&] {
    const auto line = exporter.process().await_line("msg=\"configuration reloaded\"");
    const auto begin = line.find("ts=") + 3;
    return parse_timestamp(line.substr(begin, line.find(' ', begin) - begin)).value();
  };
  const auto first = next_reload();
  next_reload();
  const auto third = next_reload();
  // At most one reload in each interval of a second.
  CHECK(seconds_between(first, third) >= 2);
  CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
  CHECK(sample(exporter.scrape(), kGood) == 1.0);
  enough = true;
  writer.get();
  CHECK(exporter.stop() == 0);
}

TEST_CASE("with auto-reload an invalid file is logged once, and the configuration in use stays") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kAutoReload);
  const std::string before = exporter.scrape();
  // In one step: a file that is half written would be another error.
  std::filesystem::rename(scene.configuration.folder().write("next.yml", "managers: 1\n"),
                          scene.configuration.folder().path() / "exporter.yml");
  exporter.process().await_line("level=error msg=\"configuration error\"");
  for (int i = 0; i < 2; ++i) {
    exporter.process().await_line(
        "level=debug msg=\"configuration not reloaded, its problems have not changed\"");
  }
  CHECK(count_of(exporter.process().output(), "level=error") == 2);
  const std::string page = exporter.scrape();
  CHECK(sample(page, kGood) == 0.0);
  CHECK(sample(page, "cckm_up", {manager("a")}) == 1.0);

  scene.configure({"a"});  // the configuration in use again
  exporter.process().await_line("msg=\"configuration not reloaded, its files have not changed\"");
  const std::string after = exporter.scrape();
  CHECK(sample(after, kGood) == 1.0);
  CHECK(sample(after, kTime) == sample(before, kTime));
}

TEST_CASE(
    "with auto-reload an invalid web configuration is logged once, and the one in use stays") {
  ReloadScene scene;
  const TemporaryFolder& folder = scene.configuration.folder();
  const auto replace = [&folder](const std::string& yaml) {  // in one step
    std::filesystem::rename(folder.write("next.yml", yaml), folder.path() / "web.yml");
  };
  const auto frame_options = [](const std::string& value) {
    return "http_server_config: {headers: {X-Frame-Options: " + value + "}}\n";
  };
  replace(frame_options("deny"));
  std::vector<std::string> flags = kAutoReload;
  flags.push_back("--web.config.file=" + (folder.path() / "web.yml").string());
  RunningExporter exporter(scene.configure({"a"}), flags);
  const bool seen_by_connection = GENERATE(false, true);
  CAPTURE(seen_by_connection);

  replace("rate_limit: 1\n");
  if (seen_by_connection) exporter.get("/-/healthy");
  exporter.process().await_line("level=error msg=\"configuration not reloaded");
  for (int i = 0; i < 2; ++i) {
    exporter.process().await_line(
        "level=debug msg=\"configuration not reloaded, its problems have not changed\"");
  }
  CHECK(count_of(exporter.process().output(), "web.yml:1:13: rate_limit: must be") == 1);
  CHECK(exporter.get("/-/healthy")["X-Frame-Options"] == "deny");
  const std::string rejected = exporter.scrape();
  CHECK(sample(rejected, kWebGood) == 0.0);
  CHECK(sample(rejected, kGood) == 0.0);
  CHECK(sample(rejected, "cckm_up", {manager("a")}) == 1.0);

  replace(frame_options("sameorigin"));
  if (seen_by_connection) exporter.get("/-/healthy");
  exporter.process().await_line(seen_by_connection
                                    ? "msg=\"configuration not reloaded, its files have not"
                                    : "msg=\"configuration reloaded\"");
  CHECK(exporter.get("/-/healthy")["X-Frame-Options"] == "sameorigin");
  const std::string repaired = exporter.scrape();
  CHECK(sample(repaired, kWebGood) == 1.0);
  CHECK(sample(repaired, kGood) == 1.0);
}

TEST_CASE("with auto-reload a file that comes after the configuration that names it is found") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kAutoReload);
  scene.configuration.add(scene.b, {.name = "b"});
  std::filesystem::remove(scene.configuration.folder().path() / "b-password");
  scene.configuration.path();
  exporter.process().await_line("level=error msg=\"configuration error\"");
  scene.configuration.write_password("b", "simulated-password");
  exporter.process().await_line("msg=\"configuration reloaded\"");
  CHECK(sample(exporter.scrape(), "cckm_up", {manager("b")}) == 1.0);
}

TEST_CASE("with auto-reload a changed secret ends the back-off of a login", "[10]") {
  ReloadScene scene;
  scene.a.set_password("another");
  RunningExporter exporter(scene.configure({"a"}), kAutoReload);
  CHECK(sample(exporter.scrape(), "cckm_up") == 0.0);
  scene.configuration.write_password("a", "another");
  exporter.process().await_line("msg=\"configuration reloaded\"");
  CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
}
