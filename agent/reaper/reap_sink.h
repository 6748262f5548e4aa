// SPDX-License-Identifier: Apache-2.0
// The topic as a reaper uses it. agent/commands/kafka_reap_sink.h implements it on Kafka; tests have one in memory.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/publisher/record_topic.h"
#include "base/deadline.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::agent {

class ReapSink {
 public:
  virtual ~ReapSink() = default;

  // OK if the records go to the very topic that a server with this header shows, and statuses can be published there.
  // FAILED_PRECONDITION if the cluster or the topic is another one. Asks Kafka once for each header's topic.
  virtual absl::Status Check(const v1::Header& header, const Deadline& deadline) = 0;

  // As RecordSink::Append, but the record is not written twice: ABORTED if that would be needed to know its offset.
  virtual absl::StatusOr<int64_t> Append(const Record& record, const Deadline& deadline) = 0;
};

}  // namespace rollcall::agent
