// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/connection_messages.h"

#include "absl/strings/str_cat.h"
#include "display/text_format.h"
#include "rollcall/client/error.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

std::string WaitingText(const client::WatchObserver::Waiting& waiting, absl::Duration connect_timeout) {
  const std::string what = waiting.min_revision.has_value()
                               ? absl::StrCat("revision ", *waiting.min_revision, " at ", waiting.server)
                               : absl::StrCat("an answer from ", waiting.server);
  return absl::StrCat("waiting for ", what, "; trying for ", absl::FormatDuration(connect_timeout));
}

std::string LostText(const client::WatchObserver::Lost& lost, absl::Duration connect_timeout) {
  const std::string server = absl::StrCat(lost.server, " (", client::Summary(lost.why), ")");
  if (lost.phase == client::WatchObserver::Phase::kReconnection) {
    return absl::StrCat("lost the connection to ", server, "; trying to resume");
  }
  return absl::StrCat("no answer yet from ", server, "; trying for ", absl::FormatDuration(connect_timeout));
}

std::string ResumedText(const client::WatchObserver::Resumed& resumed, Instant now) {
  const bool is_reconnection = resumed.phase == client::WatchObserver::Phase::kReconnection;
  return absl::StrCat(is_reconnection ? "resumed at " : "connected to ", resumed.server, " after ",
                      AgeText(now - resumed.lost_time));
}

std::string WrongDigestText(const client::WatchObserver::WrongDigest& wrong) {
  if (wrong.times == 1) {
    return absl::StrCat("the nodes received do not match the server's digest at revision ", wrong.revision,
                        "; starting again with a snapshot");
  }
  return absl::StrCat("the nodes received from ", wrong.server, " do not match its digest again, at revision ",
                      wrong.revision, " (", wrong.times, " times now); starting again with a snapshot in ",
                      AgeText(wrong.pause), "; this is a bug of the server or of this program, please report it");
}

}  // namespace rollcall::cli
