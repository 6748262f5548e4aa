// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/reap_record.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "agent/publisher/content.h"
#include "agent/reaper/observed_nodes.h"
#include "rollcall/client/node.h"

namespace rollcall::agent {

std::string ReapReason(const v1::NodeStatus& node, const std::string& host) {
  const absl::Duration lease = client::ToDuration(node.lease());
  const std::optional<absl::Time> published = client::PublishTime(node);
  const std::string time =
      published.has_value() ? absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", *published, absl::UTCTimeZone()) : "no time";
  return absl::StrCat("no record for three leases of ", absl::FormatDuration(lease), " since offset ", node.revision(),
                      " (", time, "); written by rollcall-agent reap on ", host);
}

Record ReapRecord(const v1::NodeStatus& node, const Instance& reaper, const std::string& reason) {
  return {.key = node.raw_key(),
          .value = StampContent(DownContent(node.node_id(), reason), reaper, /*lease=*/std::nullopt)};
}

}  // namespace rollcall::agent
