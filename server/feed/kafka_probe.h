// SPDX-License-Identifier: Apache-2.0
// Carries out one probe (probe.h) at a time, on a consumer of its own. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/deadline.h"
#include "server/feed/kafka_consumer.h"
#include "server/feed/kafka_log_end.h"
#include "server/feed/probe_scan.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaProbe {
 public:
  // Borrows a consumer that no other code uses meanwhile, and `asker`, a consumer with
  // isolation.level=read_uncommitted, which `asker_responses` observes and no other code asks for offsets.
  KafkaProbe(KafkaConsumer& consumer, rd_kafka_t* asker, topic::KafkaResponses& asker_responses, std::string topic);

  // UNAVAILABLE: the leader did not report the end, or the end was not reached, within `timeout`. Other errors come
  // from the broker.
  absl::StatusOr<ProbeResult> Run(const ProbeRequest& request, absl::Duration timeout);

 private:
  void FindLeader(const Deadline& deadline);
  void RenewClient();
  absl::StatusOr<ProbeResult> RunOnce(const ProbeRequest& request, const Deadline& deadline);
  absl::StatusOr<ProbeResult> Compare(ProbeScan& scan, const Deadline& deadline);
  absl::Status Assign(int64_t offset);
  absl::Status ReadFromLogStart(const ProbeRequest& request, const Deadline& deadline);
  absl::Status AskForLastStable(ProbeScan& scan, const Deadline& deadline);
  absl::StatusOr<ProbeResult> ReadToEnd(ProbeScan& scan, const Deadline& deadline);
  absl::StatusOr<ProbeResult> ReadRecords(ProbeScan& scan, const Deadline& deadline);

  KafkaConsumer& consumer_;
  rd_kafka_t* asker_;
  const std::string topic_;
  KafkaLogEnd log_end_;
  bool has_failed_ = false;  // the last probe
  int timeouts_ = 0;         // in a row, of reading what the leader has
  int32_t leader_ = -1;      // as it was last confirmed
};

}  // namespace rollcall::feed
