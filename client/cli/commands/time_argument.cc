// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/time_argument.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace rollcall::cli {
namespace {

constexpr absl::Duration kLongest = absl::Hours(100 * 365 * 24);

std::optional<absl::Duration> ParseAgo(absl::string_view text) {
  absl::Duration ago;
  absl::string_view days_text = text;
  int days = 0;
  if (absl::ConsumeSuffix(&days_text, "d") && absl::SimpleAtoi(days_text, &days)) {
    ago = absl::Hours(24) * days;
  } else if (!absl::ParseDuration(std::string(text), &ago)) {
    return std::nullopt;
  }
  return ago >= absl::ZeroDuration() && ago <= kLongest ? std::optional(ago) : std::nullopt;
}

std::optional<absl::Time> ParseDate(std::string text) {
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  for (const char* format :
       {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S%Ez"}) {
    absl::Time time;
    if (absl::ParseTime(format, text, absl::UTCTimeZone(), &time, nullptr)) {
      if (time == absl::InfinitePast() || time == absl::InfiniteFuture()) break;  // words that it takes in any format
      return time;
    }
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<absl::Time> ParsePastTime(const std::string& text, absl::Time now) {
  if (const auto ago = ParseAgo(text)) return now - *ago;
  if (const auto time = ParseDate(text)) return *time;
  return absl::InvalidArgumentError(absl::StrCat(
      "'", text,
      "' is no time; write how long ago, such as 30m, 2h or 3d, or when, such as 2026-11-25T22:00 (UTC) or "
      "2026-11-25T22:00+01:00"));
}

}  // namespace rollcall::cli
