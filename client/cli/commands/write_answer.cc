// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/write_answer.h"

#include "absl/status/status.h"
#include "client/cli/commands/report.h"
#include "client/cli/render/columns.h"
#include "display/text.h"

namespace rollcall::cli {

ExitCode WriteJson(const std::string& json, CommandContext& context) {
  return ReportWritten(context.out.Write(context.out_is_terminal ? SanitizeJson(json) : json), context);
}

ExitCode WriteText(const std::string& text, const std::vector<std::string>& notes, CommandContext& context) {
  const absl::Status written = context.out.Write(text);
  Output& notes_output = context.out_is_terminal ? context.out : context.err;
  // An error is ignored because there is no other place to report it: this is stderr or the terminal.
  if (written.ok() && !notes.empty()) notes_output.Write(JoinLines(notes)).IgnoreError();
  return ReportWritten(written, context);
}

}  // namespace rollcall::cli
