// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/dry_run.h"

#include <CLI/CLI.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace rollcall::agent {

std::string DryRunLine(const Record& record) {
  const std::string value = absl::StrReplaceAll(record.value.value_or("null"), {{"\n", " "}, {"\r", " "}});
  return absl::StrCat(absl::CHexEscape(record.key), "\t", value, "\n");
}

void AddDryRun(CLI::App& command, bool& dry_run) {
  command.add_flag("--dry-run", dry_run, "Print each record, key and value, instead of writing it")
      ->configurable(false);
}

absl::StatusOr<int64_t> DryRunSink::Append(const Record& record, const Deadline& /*deadline*/) {
  out_ << DryRunLine(record);
  return 0;
}

}  // namespace rollcall::agent
