#include "client/commands/watch_words.h"

#include "absl/strings/str_cat.h"
#include "client/error.h"
#include "client/render/words.h"

namespace rollcall::client {

std::string LostText(const WatchObserver::Lost& lost, absl::Duration connect_timeout) {
  const std::string why = absl::StrCat(lost.server, " (", Brief(lost.why), ")");
  if (lost.before == WatchObserver::Lost::Before::kConnected) return absl::StrCat("lost ", why, "; trying to resume");
  return absl::StrCat("no answer yet from ", why, "; trying for ", absl::FormatDuration(connect_timeout));
}

std::string ResumedText(const WatchObserver::Resumed& resumed, absl::Time now) {
  const bool before = resumed.before == WatchObserver::Lost::Before::kConnected;
  return absl::StrCat(before ? "resumed at " : "connected to ", resumed.server, " after ",
                      AgeText(now - resumed.lost_time));
}

std::string MismatchText(const Fold& fold) {
  return absl::StrCat("what was received does not add up to the server's digest at revision ", fold.header().revision(),
                      "; starting again from a snapshot");
}

}  // namespace rollcall::client
