// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/freshness.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "base/duration_option.h"
#include "display/notes.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {

void AddFreshnessOptions(CLI::App& command, Freshness& freshness) {
  command
      .add_flag_callback(
          "--require-current", [&freshness] { freshness.source = Requirement::kCurrentSource; },
          "End with 4, and print nothing, if the server is not proved to be at the end of its topic")
      ->configurable(false);
  AddDuration(command, "--max-staleness", freshness.max_staleness, absl::ZeroDuration(), absl::Hours(24 * 365),
              "End with 4, and print nothing, if the evidence for the answer is older than this")
      ->configurable(false);
}

std::string WhyNotFresh(const Freshness& freshness, const v1::Header& header) {
  if (freshness.source == Requirement::kCurrentSource && header.source_state() != v1::SOURCE_STATE_CURRENT) {
    return absl::StrCat("--require-current: ", SourceNote(header));
  }
  const absl::Duration age = client::EvidenceAge(header);
  if (!freshness.max_staleness.has_value() || age <= *freshness.max_staleness) return "";
  const std::string source = SourceNote(header);
  return absl::StrCat("--max-staleness: the evidence for this answer is ", AgeText(age), " old, and at most ",
                      absl::FormatDuration(*freshness.max_staleness), " is accepted", source.empty() ? "" : "; ",
                      source);
}

}  // namespace rollcall::cli
