// SPDX-License-Identifier: Apache-2.0
#include "base/process_metrics.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "absl/time/clock.h"
#include "base/unique_fd.h"

namespace rollcall {
namespace {

std::map<std::string, double> Values() {
  std::map<std::string, double> values;
  for (const auto& family : ProcessMetrics().Collect()) {
    const auto& metric = family.metric.front();
    values[family.name] = family.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value;
  }
  return values;
}

TEST(ProcessMetricsTest, AreThoseOfThisProcess) {
  const auto values = Values();
  const double now = UnixSeconds(absl::Now());
  EXPECT_GT(values.at("process_start_time_seconds"), now - 3600);
  EXPECT_LT(values.at("process_start_time_seconds"), now + 2);
  EXPECT_GT(values.at("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(values.at("process_virtual_memory_bytes"), values.at("process_resident_memory_bytes"));
  EXPECT_GT(values.at("process_max_fds"), values.at("process_open_fds"));
  EXPECT_EQ(values.at("rollcall_build_info"), 1);
}

TEST(ProcessMetricsTest, AFileThatIsOpenedCounts) {
  const double before = Values().at("process_open_fds");
  const UniqueFd file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(Values().at("process_open_fds"), before + 1);
}

TEST(ProcessMetricsTest, TheCpuTimeThatIsUsedCounts) {
  const double before = Values().at("process_cpu_seconds_total");
  const clock_t end = clock() + CLOCKS_PER_SEC / 20;
  while (clock() < end) {
  }
  EXPECT_GE(Values().at("process_cpu_seconds_total"), before + 0.02);
}

TEST(ProcessMetricsTest, TheBuildIsInLabels) {
  const auto families = ProcessMetrics().Collect();
  const auto& labels = families.front().metric.front().label;
  ASSERT_EQ(families.front().name, "rollcall_build_info");
  ASSERT_EQ(labels.size(), 3u);
  EXPECT_EQ(labels[0].name, "version");
  EXPECT_FALSE(labels[0].value.empty());
}

}  // namespace
}  // namespace rollcall
