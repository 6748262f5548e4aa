// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/difference_publisher.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "agent/publisher/content.h"
#include "topic/record/json_codec.h"

namespace rollcall::agent {

absl::Status DifferencePublisher::Publish(int32_t node_id, const std::optional<topic::Status>& status) {
  const auto published = published_.find(node_id);
  const bool is_same = published != published_.end() && published->second == status;
  if (is_same && is_renewed_) return absl::OkStatus();
  if (status.has_value()) {
    absl::StatusOr<std::string> content = PrepareContent(topic::EncodeValue(*status), node_id);
    if (!content.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the status of node ", node_id, " cannot be published: ", std::string(content.status().message())));
    }
    loop_.Set(node_id, *std::move(content));
  } else {
    loop_.Retire(node_id);
  }
  published_[node_id] = status;
  return absl::OkStatus();
}

absl::Status DifferencePublisher::Publish(const std::map<int32_t, std::optional<topic::Status>>& statuses) {
  absl::Status first;
  for (const auto& [node_id, status] : statuses) first.Update(Publish(node_id, status));
  is_renewed_ = true;
  return first;
}

void DifferencePublisher::StopRenewing() {
  is_renewed_ = false;
  for (const auto& [node_id, status] : published_) loop_.StopRenewing(node_id);
}

}  // namespace rollcall::agent
