// SPDX-License-Identifier: Apache-2.0
// Names, units and meaning are those of client_golang, so that common dashboards work. An unlimited
// resource has the largest number that the kernel uses for it.
#include "exporter/metrics/process_metrics.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <istream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

namespace cckm {
namespace {

using std::filesystem::path;

// Fields of /proc/self/stat, in its units.
struct Stat {
  double user_ticks, system_ticks, threads, start_ticks, virtual_bytes, resident_pages;
};

// Skips `skipped` words and reads a number.
std::istream& read_after(std::istream& in, int skipped, double& value) {
  std::string word;
  while (skipped-- > 0) in >> word;
  return in >> value;
}

std::optional<Stat> read_stat(const path& proc) {
  std::ifstream in(proc / "self" / "stat");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  // The second field is the process name in parentheses. It can contain spaces and parentheses.
  const std::size_t name_end = text.rfind(") ");
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 2));
  Stat stat{};
  read_after(fields, 11, stat.user_ticks);
  read_after(fields, 0, stat.system_ticks);
  read_after(fields, 4, stat.threads);
  read_after(fields, 1, stat.start_ticks);
  read_after(fields, 0, stat.virtual_bytes);
  read_after(fields, 0, stat.resident_pages);
  return fields ? std::optional(stat) : std::nullopt;
}

// Returns the boot time of the machine, in seconds since the epoch.
std::optional<double> read_boot_time(const path& proc) {
  std::ifstream in(proc / "stat");
  for (std::string word; in >> word;) {
    double seconds = 0;
    if (word == "btime" && in >> seconds) return seconds;
  }
  return std::nullopt;
}

// Uses opendir(), because std::filesystem's iterator ends the program if it runs out of memory.
std::optional<double> count_open_fds(const path& proc) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir((proc / "self" / "fd").c_str()),
                                                   &::closedir);
  if (!folder) return std::nullopt;
  double count = -1;  // without the descriptor of the folder itself
  while (const dirent* entry = ::readdir(folder.get())) {
    if (entry->d_name[0] != '.') ++count;
  }
  return count;
}

// RLIM_INFINITY is the largest number of its type.
std::optional<double> limit_of(decltype(RLIMIT_NOFILE) resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

using Families = std::vector<prometheus::MetricFamily>;

void add(Families& families, prometheus::MetricType type, const char* name, const char* help,
         std::optional<double> value) {
  if (!value) return;
  prometheus::ClientMetric sample;
  sample.counter.value = sample.gauge.value = *value;  // the serializer reads the one of the type
  families.push_back({name, help, type, {sample}});
}

void add_gauge(Families& families, const char* name, const char* help,
               std::optional<double> value) {
  add(families, prometheus::MetricType::Gauge, name, help, value);
}

void add_stat(Families& families, const Stat& stat, const path& proc) {
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  add(families, prometheus::MetricType::Counter, "process_cpu_seconds_total",
      "Total user and system CPU time spent in seconds.",
      (stat.user_ticks + stat.system_ticks) / ticks_per_second);
  add_gauge(families, "process_resident_memory_bytes", "Resident memory size in bytes.",
            stat.resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)));
  if (const auto boot_time = read_boot_time(proc)) {
    add_gauge(families, "process_start_time_seconds",
              "Start time of the process since unix epoch in seconds.",
              *boot_time + stat.start_ticks / ticks_per_second);
  }
  add_gauge(families, "process_threads", "Number of OS threads in the process.", stat.threads);
  add_gauge(families, "process_virtual_memory_bytes", "Virtual memory size in bytes.",
            stat.virtual_bytes);
}

}  // namespace

std::vector<prometheus::MetricFamily> process_families(const path& proc) {
  Families families;
  if (const auto stat = read_stat(proc)) add_stat(families, *stat, proc);
  add_gauge(families, "process_virtual_memory_max_bytes",
            "Maximum amount of virtual memory available in bytes.", limit_of(RLIMIT_AS));
  add_gauge(families, "process_open_fds", "Number of open file descriptors.", count_open_fds(proc));
  add_gauge(families, "process_max_fds", "Maximum number of open file descriptors.",
            limit_of(RLIMIT_NOFILE));
  return families;
}

}  // namespace cckm
