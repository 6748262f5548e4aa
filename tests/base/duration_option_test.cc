// SPDX-License-Identifier: Apache-2.0
#include "base/duration_option.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// Parses `text` as a time from 1 s to 5 min. nullopt if it is not one.
std::optional<absl::Duration> ParseTime(const std::string& text) {
  CLI::App app;
  absl::Duration value;
  AddDuration(app, "--time", value, absl::Seconds(1), absl::Minutes(5), "help");
  try {
    app.parse(std::vector<std::string>{text, "--time"});  // CLI11 takes the arguments in reverse order
  } catch (const CLI::Error&) {
    return std::nullopt;
  }
  return value;
}

TEST(DurationOptionTest, ATimeHasAUnitOrIsANumberOfSeconds) {
  EXPECT_EQ(ParseTime("2m"), absl::Minutes(2));
  EXPECT_EQ(ParseTime("1500ms"), absl::Milliseconds(1500));
  EXPECT_EQ(ParseTime("2.5"), absl::Milliseconds(2500));
}

TEST(DurationOptionTest, ATimeMustBeInItsRange) {
  EXPECT_EQ(ParseTime("1s"), absl::Seconds(1));
  EXPECT_EQ(ParseTime("5m"), absl::Minutes(5));
  for (const char* bad : {"999ms", "301", "inf", "nan", "-1", "1x", ""}) EXPECT_EQ(ParseTime(bad), std::nullopt) << bad;
}

TEST(DurationOptionTest, TheErrorRecommendsOnlyWhatMayBeWritten) {
  CLI::App app;
  absl::Duration value;
  AddDuration(app, "--time", value, absl::Seconds(1), absl::Minutes(1), "help");
  try {
    app.parse(std::vector<std::string>{"500ms", "--time"});
    FAIL();
  } catch (const CLI::Error& error) {
    EXPECT_STREQ(error.what(), "--time: '500ms' is not a time from 1s to 1m; write for example 10s");
  }
}

TEST(DurationOptionTest, ATimeMayBeLeftOut) {
  CLI::App app;
  std::optional<absl::Duration> given;
  std::optional<absl::Duration> left_out;
  AddDuration(app, "--given", given, absl::Seconds(1), absl::Minutes(5), "help");
  AddDuration(app, "--left-out", left_out, absl::Seconds(1), absl::Minutes(5), "help");
  app.parse(std::vector<std::string>{"3s", "--given"});
  EXPECT_EQ(given, absl::Seconds(3));
  EXPECT_EQ(left_out, std::nullopt);
}

}  // namespace
}  // namespace rollcall
