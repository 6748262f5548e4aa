// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/health.h"

#include <algorithm>

#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {

Health HealthOf(const v1::NodeStatus& node, const v1::Header& header) {
  switch (node.state()) {
    case v1::NodeStatus::STATE_UP:
      return client::IsStale(node, header) ? Health::kStale : Health::kUp;
    case v1::NodeStatus::STATE_DOWN:
      return Health::kDown;
    case v1::NodeStatus::STATE_INVALID:
      return Health::kInvalid;
    default:
      return Health::kOther;
  }
}

absl::Time HealthChangesAfter(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> stale_after = client::StaleAfterTime(node);
  const std::optional<absl::Time> published = client::PublishTime(node);
  const bool is_up = node.state() == v1::NodeStatus::STATE_UP;
  if (!is_up || !stale_after.has_value() || !published.has_value()) return absl::InfiniteFuture();
  if (!header.has_as_of_time()) return absl::InfinitePast();
  const absl::Time as_of = client::ToTime(header.as_of_time());
  if (as_of > *stale_after) return absl::InfiniteFuture();  // stale for good
  // A record from the future is stale until the evidence comes near to it.
  const absl::Time young_from = *published - std::max(*stale_after - *published, client::kMaxClockSkew);
  return as_of < young_from ? young_from : *stale_after;
}

std::string_view HealthName(Health health) {
  switch (health) {
    case Health::kInvalid:
      return "invalid";
    case Health::kDown:
      return "down";
    case Health::kOther:
      return "other";
    case Health::kStale:
      return "stale";
    case Health::kUp:
      return "up";
  }
  return "";
}

std::string RowStateText(const v1::NodeStatus& node, const v1::Coprocessor* coprocessor, Health health) {
  if (health == Health::kStale) return "stale";
  const bool has_own_word = coprocessor != nullptr && !coprocessor->state_text().empty();
  return has_own_word && health == Health::kUp ? Sanitize(coprocessor->state_text()) : StateText(node);
}

bool NeedsAttention(const v1::Coprocessor* coprocessor, Health health) {
  if (health != Health::kUp) return true;
  if (coprocessor == nullptr) return false;
  const std::string& state = coprocessor->state_text();
  return state == "errored" || state == "failed";
}

}  // namespace rollcall::cli
