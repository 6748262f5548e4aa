// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/wait_notice.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/report.h"
#include "rollcall/client/error.h"

namespace rollcall::cli {

std::string AwaitedText(const ConnectionOptions& connection, std::optional<int64_t> min_revision) {
  const std::string what =
      min_revision.has_value() ? absl::StrCat("revision ", *min_revision, " at ") : "an answer from ";
  return absl::StrCat(what, connection.servers, " (at most ", absl::FormatDuration(connection.timeout), ")");
}

std::string NoticeText(const std::string& awaited, const std::string& failure) {
  return absl::StrCat("waiting for ", awaited, failure.empty() ? "" : ": ", failure);
}

WaitNotice::WaitNotice(std::string awaited, CommandContext& context, absl::Duration delay)
    : awaited_(std::move(awaited)), context_(context), thread_([this, delay] { Run(delay); }) {}

WaitNotice::~WaitNotice() {
  end_.Cancel();
  thread_.join();
}

void WaitNotice::SetFailure(const std::string& server, const absl::Status& why) {
  MutexLock lock(mutex_);
  failure_ = client::SummaryOfEach({{server, why}});
}

void WaitNotice::Run(absl::Duration delay) {
  if (end_.WaitFor(delay)) return;
  MutexLock lock(mutex_);
  PrintError(NoticeText(awaited_, failure_), context_);
}

}  // namespace rollcall::cli
