// SPDX-License-Identifier: Apache-2.0
// Decides which status the topic should show for a node, from what its source gives.
//
// The newest usable status of the source is wanted. When something else comes (a text that cannot be used, a failure,
// the end), that status is still wanted for `down_after`; then nobody can say any more whether it is true, and "down"
// is wanted, with a reason, until the source gives a usable status again. A source that gives nothing, neither a status
// nor a failure, still stands by its last status: a file that nobody writes, for example. Before the first usable
// status nothing is wanted, for as long.
//
// Plain code: no threads. Time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "agent/source/status_source.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

class WantedContent {
 public:
  WantedContent(int32_t node_id, absl::Duration down_after, Instant now);

  void OnEvent(const SourceEvent& event, Instant now);

  // The content (publisher/content.h) that the topic should show; nullopt: none yet.
  std::optional<std::string> At(Instant now) const;
  // When At changes, if no event comes before. InfiniteFuture if it does not.
  Instant NextTime(Instant now) const;
  // From when on "down" is wanted. InfiniteFuture while the source works.
  Instant down_at() const { return down_at_; }
  // OK while the source works. Otherwise what was wrong last.
  const absl::Status& source() const { return source_; }
  // Whether the source has ended and "down" is wanted for good.
  bool IsOver(Instant now) const { return has_ended_ && IsDown(now); }

 private:
  void OnUnusable(const absl::Status& error, Instant now);
  bool IsDown(Instant now) const { return down_at_ <= now; }

  const int32_t node_id_;
  const absl::Duration down_after_;
  std::optional<std::string> content_;  // the newest usable status
  absl::Status source_ = absl::UnavailableError("the source has not given a status yet");
  bool has_ended_ = false;
  Instant down_at_;
  std::string down_reason_;  // the error that was the last one at that time: one reason for each time down
};

}  // namespace rollcall::agent
