// SPDX-License-Identifier: Apache-2.0
// Values read from /proc, and metrics left out where it has none.
#include "exporter/metrics/process_metrics.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

std::map<std::string, double> values(const std::filesystem::path& proc) {
  std::map<std::string, double> values;
  for (const auto& family : process_families(proc)) {
    CHECK(family.metric.size() == 1);
    CHECK(!family.help.empty());
    const bool counts = family.type == prometheus::MetricType::Counter;
    CHECK(counts == family.name.ends_with("_total"));
    const auto& sample = family.metric.at(0);
    values[family.name] = counts ? sample.counter.value : sample.gauge.value;
  }
  return values;
}

// A procfs of plain files, in a folder of its own.
class FakeProc {
 public:
  FakeProc() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cckm-proc-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    root_ = pattern;
    std::filesystem::create_directory(root_ / "self");
  }
  ~FakeProc() { std::filesystem::remove_all(root_); }
  FakeProc(const FakeProc&) = delete;
  FakeProc& operator=(const FakeProc&) = delete;

  void write(const std::string& file, const std::string& text) {
    std::ofstream(root_ / file) << text;
  }
  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;
};

TEST_CASE("this process has all of the standard metrics") {
  const auto all = values("/proc");
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  CHECK(all.size() == 8);
  CHECK(all.at("process_cpu_seconds_total") >= 0);
  CHECK(all.at("process_resident_memory_bytes") > 100e3);
  CHECK(all.at("process_virtual_memory_bytes") > all.at("process_resident_memory_bytes"));
  CHECK(all.at("process_threads") >= 1);
  CHECK(all.at("process_start_time_seconds") == Approx(now.count()).margin(600));
  CHECK(all.at("process_open_fds") <= all.at("process_max_fds"));
  CHECK(all.at("process_virtual_memory_max_bytes") > 0);
}

TEST_CASE("open descriptors are counted, without the descriptor of /proc/self/fd") {
  const std::ifstream one_more("/dev/null");
  double open = 0;
  for (int fd = 0; fd < 1024; ++fd) open += fcntl(fd, F_GETFD) == -1 ? 0 : 1;
  CHECK(values("/proc").at("process_open_fds") == open);
}

TEST_CASE("the fields of stat are found after any process name") {
  FakeProc proc;
  proc.write("stat", "cpu 1 2 3\nbtime 1700000000\nprocesses 5\n");
  proc.write("self/stat",
             "7 (a) b (c) R 1 2 3 4 5 6 7 8 9 10 1100 200 0 0 20 0 13 0 5000 4096000 17 0 0\n");
  const auto all = values(proc.root());
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  CHECK(all.at("process_cpu_seconds_total") == Approx(1300 / ticks));
  CHECK(all.at("process_threads") == 13);
  CHECK(all.at("process_start_time_seconds") == Approx(1700000000 + 5000 / ticks).epsilon(1e-12));
  CHECK(all.at("process_virtual_memory_bytes") == 4096000);
  CHECK(all.at("process_resident_memory_bytes") == 17 * static_cast<double>(sysconf(_SC_PAGESIZE)));
}

TEST_CASE("a metric that cannot be read is left out") {
  FakeProc proc;
  const auto limits = [](const auto& all) {
    return all.size() == 2 && all.contains("process_max_fds") &&
           all.contains("process_virtual_memory_max_bytes");
  };
  SECTION("procfs is missing") {
    CHECK(limits(values(proc.root() / "none")));
  }
  SECTION("stat is empty, cut short or nonsense") {
    for (const auto* text :
         {"", "7 (name", "7 (name) R 1 2 3", "7 (name) R a b c d e f g h i j k"}) {
      CAPTURE(text);
      proc.write("self/stat", text);
      CHECK(limits(values(proc.root())));
    }
  }
  SECTION("the boot time is missing") {
    proc.write("self/stat", "7 (n) R 1 2 3 4 5 6 7 8 9 10 1 2 0 0 20 0 1 0 5 6 7 0\n");
    CHECK(values(proc.root()).size() == 6);
    CHECK(!values(proc.root()).contains("process_start_time_seconds"));
  }
}

TEST_CASE("an unlimited resource has the largest number, as in client_golang") {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_AS, &limit) == 0);
  CHECK(values("/proc").at("process_virtual_memory_max_bytes") ==
        static_cast<double>(limit.rlim_cur));
}

}  // namespace
}  // namespace cckm::test
