// SPDX-License-Identifier: Apache-2.0
#include "server/feed/leader_quorum.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace rollcall::feed {

int QuorumRule::Needed() const {
  const int count = static_cast<int>(replicas.size());
  const int min_insync = min_insync_replicas.value_or(1);
  return min_insync > 1 ? std::max(count - min_insync + 1, 1) : (count + 1) / 2;
}

// With a single replica, all records are acknowledged by it alone.
bool QuorumRule::IsProof() const { return replicas.size() == 1 || min_insync_replicas.value_or(1) > 1; }

bool LeaderQuorum::IsReplica(int32_t broker) const {
  return std::find(rule_.replicas.begin(), rule_.replicas.end(), broker) != rule_.replicas.end();
}

void LeaderQuorum::Add(const BrokerView& view) {
  if (!IsReplica(view.broker)) return;
  (view.leader == leader_ ? agreeing_ : dissenting_).push_back(view);
}

absl::Status LeaderQuorum::Check() const {
  const bool is_contested = !dissenting_.empty() && !rule_.IsProof();
  if (!is_contested && static_cast<int>(agreeing_.size()) >= rule_.Needed()) return absl::OkStatus();
  std::string reason =
      absl::StrCat("broker ", leader_, " says where the log ends, and of ", rule_.replicas.size(), " replicas ",
                   agreeing_.size(), " of the ", rule_.Needed(), " that are needed name it as the leader");
  for (const BrokerView& view : dissenting_) {
    absl::StrAppend(&reason, view.leader < 0 ? absl::StrCat(", broker ", view.broker, " knows none")
                                             : absl::StrCat(", broker ", view.broker, " names broker ", view.leader));
  }
  return absl::UnavailableError(reason);
}

}  // namespace rollcall::feed
