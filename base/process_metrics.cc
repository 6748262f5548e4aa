// SPDX-License-Identifier: Apache-2.0
#include "base/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/build_info.h"

namespace rollcall {
namespace {

// Where proc(5) puts these in /proc/PID/stat, counted from the field after the name of the program, which may have
// spaces in it.
constexpr size_t kUserTicks = 11;
constexpr size_t kSystemTicks = 12;
constexpr size_t kStartTicks = 19;
constexpr size_t kVirtualBytes = 20;
constexpr size_t kResidentPages = 21;
constexpr size_t kFields = 22;

struct ProcessUse {
  double cpu_seconds = 0;
  double started = 0;  // Unix time
  double virtual_bytes = 0;
  double resident_bytes = 0;
};

std::string ReadAll(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// When the machine started, in Unix time: the line "btime" of /proc/stat.
std::optional<double> BootTime() {
  static const std::string stat = ReadAll("/proc/stat");  // it does not change
  for (absl::string_view line : absl::StrSplit(stat, '\n')) {
    double seconds = 0;
    if (absl::ConsumePrefix(&line, "btime ") && absl::SimpleAtod(line, &seconds)) return seconds;
  }
  return std::nullopt;
}

std::optional<ProcessUse> ReadProcessUse() {
  const std::string stat = ReadAll("/proc/self/stat");
  const size_t name_end = stat.rfind(") ");
  const std::optional<double> boot = BootTime();
  if (name_end == std::string::npos || !boot.has_value()) return std::nullopt;
  const std::vector<std::string> fields = absl::StrSplit(stat.substr(name_end + 2), ' ');
  if (fields.size() < kFields) return std::nullopt;
  const auto number = [&](size_t field) {
    double value = 0;
    return absl::SimpleAtod(fields[field], &value) ? value : 0;
  };
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  return ProcessUse{.cpu_seconds = (number(kUserTicks) + number(kSystemTicks)) / ticks_per_second,
                    .started = *boot + number(kStartTicks) / ticks_per_second,
                    .virtual_bytes = number(kVirtualBytes),
                    .resident_bytes = number(kResidentPages) * static_cast<double>(sysconf(_SC_PAGESIZE))};
}

// The descriptor by which the folder is read is not counted.
std::optional<double> CountOpenFiles() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return std::nullopt;
  return static_cast<double>(std::distance(begin(files), end(files))) - 1;
}

void AddBuildInfo(MetricFamilies& families) {
  const BuildInfo info = GetBuildInfo();
  families.Gauge("rollcall_build_info", "What this program was built from; always 1.")
      .Set({{"version", info.version}, {"revision", info.revision}, {"compiler", info.compiler}}, 1);
}

void AddOpenFiles(MetricFamilies& families) {
  if (const std::optional<double> count = CountOpenFiles()) {
    families.AddGauge("process_open_fds", "Open file descriptors.", *count);
  }
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const bool has_limit = limit.rlim_cur != RLIM_INFINITY;
  families.AddGauge("process_max_fds", "How many file descriptors may be open.",
                    has_limit ? static_cast<double>(limit.rlim_cur) : std::numeric_limits<double>::infinity());
}

}  // namespace

void AddProcessMetrics(MetricFamilies& families) {
  AddBuildInfo(families);
  AddOpenFiles(families);
  const std::optional<ProcessUse> use = ReadProcessUse();
  if (!use.has_value()) return;
  families.AddGauge("process_start_time_seconds", "When the process started, in Unix time.", use->started);
  families.Counter("process_cpu_seconds_total", "CPU time of the process, user and system.").Set({}, use->cpu_seconds);
  families.AddGauge("process_resident_memory_bytes", "Memory that the process has in RAM.", use->resident_bytes);
  families.AddGauge("process_virtual_memory_bytes", "Address space of the process.", use->virtual_bytes);
}

std::vector<prometheus::MetricFamily> ProcessMetrics::Collect() const {
  MetricFamilies families;
  AddProcessMetrics(families);
  return families.Release();
}

}  // namespace rollcall
