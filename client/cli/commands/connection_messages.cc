// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/connection_messages.h"

#include "absl/strings/str_cat.h"
#include "client/cli/render/text_format.h"
#include "client/lib/error.h"

namespace rollcall::cli {

std::string LostText(const client::WatchObserver::Lost& lost, absl::Duration connect_timeout) {
  const std::string why = absl::StrCat(lost.server, " (", client::Summary(lost.why), ")");
  if (lost.before == client::WatchObserver::Lost::Before::kConnected)
    return absl::StrCat("lost ", why, "; trying to resume");
  return absl::StrCat("no answer yet from ", why, "; trying for ", absl::FormatDuration(connect_timeout));
}

std::string ResumedText(const client::WatchObserver::Resumed& resumed, absl::Time now) {
  const bool before = resumed.before == client::WatchObserver::Lost::Before::kConnected;
  return absl::StrCat(before ? "resumed at " : "connected to ", resumed.server, " after ",
                      AgeText(now - resumed.lost_time));
}

std::string MismatchText(const client::Fold& fold) {
  return absl::StrCat("what was received does not add up to the server's digest at revision ", fold.header().revision(),
                      "; starting again from a snapshot");
}

}  // namespace rollcall::cli
