// SPDX-License-Identifier: Apache-2.0
#include "base/duration_option.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"

namespace rollcall {
namespace {

std::optional<absl::Duration> ParseDurationOption(const std::string& text) {
  absl::Duration duration;
  double seconds = 0;
  if (absl::SimpleAtod(text, &seconds)) return absl::Seconds(seconds);
  if (absl::ParseDuration(text, &duration)) return duration;
  return std::nullopt;
}

// Times that may be written, such as "10s or 2m".
std::string Examples(absl::Duration min, absl::Duration max) {
  std::vector<std::string> examples;
  for (const absl::Duration example : {absl::Milliseconds(500), absl::Seconds(10), absl::Minutes(2)}) {
    if (example >= min && example <= max) examples.push_back(absl::FormatDuration(example));
  }
  if (examples.empty()) examples.push_back(absl::FormatDuration(min));
  return absl::StrJoin(examples, " or ");
}

// `Value` is absl::Duration, or an optional one.
template <typename Value>
CLI::Option* AddOption(CLI::App& app, const std::string& name, Value& value, absl::Duration min, absl::Duration max,
                       const std::string& help) {
  const auto parse = [name, &value, min, max](const std::string& text) {
    const std::optional<absl::Duration> duration = ParseDurationOption(text);
    if (!duration.has_value() || *duration < min || *duration > max) {
      throw CLI::ValidationError(name,
                                 absl::StrCat("'", text, "' is not a time from ", absl::FormatDuration(min), " to ",
                                              absl::FormatDuration(max), "; write for example ", Examples(min, max)));
    }
    value = *duration;
  };
  CHECK_LE(min, max);
  return app.add_option_function<std::string>(name, parse, help)->type_name("TIME");
}

}  // namespace

CLI::Option* AddDuration(CLI::App& app, const std::string& name, absl::Duration& value, absl::Duration min,
                         absl::Duration max, const std::string& help) {
  return AddOption(app, name, value, min, max, help)->default_str(absl::FormatDuration(value));
}

CLI::Option* AddDuration(CLI::App& app, const std::string& name, std::optional<absl::Duration>& value,
                         absl::Duration min, absl::Duration max, const std::string& help) {
  return AddOption(app, name, value, min, max, help);
}

}  // namespace rollcall
