// SPDX-License-Identifier: Apache-2.0
// Where the log starts and ends: as librdkafka knows it, and as the leader reports it.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/feed/log_bounds.h"

namespace rollcall::feed {

// As the newest fetch of `client` showed it. Sends no request.
LogBounds KnownLogBounds(rd_kafka_t* client, const std::string& topic, int32_t partition);

enum class OffsetSpec {
  kEarliest,  // there is no record below it
  // Every record is below it that was acknowledged before the call. For a client whose isolation.level is
  // read_committed: that, and what no open transaction held back.
  kLatest,
};

// Asks the leader (Kafka's ListOffsets). UNAVAILABLE: no answer within `timeout`, or the leader does not know yet.
// Other errors come from the broker.
absl::StatusOr<int64_t> ListOffset(rd_kafka_t* client, const std::string& topic, int32_t partition, OffsetSpec spec,
                                   absl::Duration timeout);

}  // namespace rollcall::feed
