// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_health.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace rollcall::agent {
namespace {

// A renewal that a broker does not acknowledge stays on its way for as long as the broker is away.
absl::Status CheckRenewals(Instant now, const std::vector<PublicationStatus>& statuses) {
  for (const PublicationStatus& status : statuses) {
    if (status.has_yielded || now < status.renewal_due + PublicationHealth::kTolerance) continue;
    return absl::UnavailableError(absl::StrCat("the lease of node ", status.node_id, " is not renewed"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PublicationHealth::At(Instant now, const absl::Status& source,
                                   const std::vector<PublicationStatus>& statuses, const std::string& last_failure) {
  const absl::Status topic = TopicAt(now, statuses, last_failure);
  return source.ok() ? topic : source;
}

absl::Status PublicationHealth::TopicAt(Instant now, const std::vector<PublicationStatus>& statuses,
                                        const std::string& last_failure) {
  absl::Status status = ShownAt(now, statuses);
  if (status.ok()) status = CheckRenewals(now, statuses);
  if (status.ok() || last_failure.empty()) return status;
  return absl::UnavailableError(absl::StrCat(status.message(), ": ", last_failure));
}

absl::Status PublicationHealth::ShownAt(Instant now, const std::vector<PublicationStatus>& statuses) {
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
  return absl::UnavailableError(
      absl::StrCat("the topic does not show the status of node ", unsettled->node_id, " yet"));
}

}  // namespace rollcall::agent
