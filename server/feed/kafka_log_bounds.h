// SPDX-License-Identifier: Apache-2.0
// Where the log stands, as librdkafka knows it and as the leader tells.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/feed/log_bounds.h"

namespace rollcall::feed {

// As the newest fetch of `client` showed it; asks nobody.
LogBounds KnownLogBounds(rd_kafka_t* client, const std::string& topic, int32_t partition);

enum class OffsetSpec {
  kEarliest,  // no record stands below it
  kLatest,    // the last stable offset: all that was committed before the call stands below it
};

// Asks the leader (Kafka's ListOffsets). UNAVAILABLE: no answer within `timeout`, or the leader does not know yet.
// Other errors are the broker's.
absl::StatusOr<int64_t> ListOffset(rd_kafka_t* client, const std::string& topic, int32_t partition, OffsetSpec spec,
                                   absl::Duration timeout);

}  // namespace rollcall::feed
