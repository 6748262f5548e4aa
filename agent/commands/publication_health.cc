// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_health.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace rollcall::agent {

absl::Status PublicationHealth::At(Instant now, const absl::Status& source,
                                   const std::vector<PublicationStatus>& statuses, const std::string& last_failure) {
  const absl::Status topic = TopicAt(now, statuses, last_failure);
  return source.ok() ? topic : source;
}

absl::Status PublicationHealth::TopicAt(Instant now, const std::vector<PublicationStatus>& statuses,
                                        const std::string& last_failure) {
  const auto unsettled = std::find_if(statuses.begin(), statuses.end(), [](const PublicationStatus& status) {
    return !status.is_settled && !status.has_yielded;
  });
  if (unsettled == statuses.end()) {
    was_settled_ |= !statuses.empty();
    unsettled_since_.reset();
    return absl::OkStatus();
  }
  if (!unsettled_since_.has_value()) unsettled_since_ = now;
  if (was_settled_ && now - *unsettled_since_ < kTolerance) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the topic does not show the status of node ", unsettled->node_id, " yet",
                                             last_failure.empty() ? "" : ": ", last_failure));
}

}  // namespace rollcall::agent
