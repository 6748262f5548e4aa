// SPDX-License-Identifier: Apache-2.0
// Where the log ends, as its leader says and a quorum of the replicas confirms (leader_quorum.h).
#pragma once

#include <cstdint>
#include <string>

namespace rollcall::feed {

struct LogEnd {
  int64_t high_watermark = 0;  // every record that was acknowledged with acks=all is below it
  int32_t leader = -1;         // the broker that said so
  std::string topic_id = {};   // as the leader and the replicas that confirm it know it; empty if they know none
};

}  // namespace rollcall::feed
