// SPDX-License-Identifier: Apache-2.0
// Carries out probes (probe.h) on a consumer of its own.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/deadline.h"
#include "server/feed/probe_scan.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaProbe {
 public:
  // Borrows a consumer that nobody else assigns.
  KafkaProbe(rd_kafka_t* client, std::string topic);

  // UNAVAILABLE: the end was not told, or not reached, within `timeout`. Other errors are the broker's.
  absl::StatusOr<ProbeResult> Run(const ProbeRequest& request, absl::Duration timeout);

 private:
  absl::StatusOr<ProbeResult> RunOnce(const ProbeRequest& request, const Deadline& deadline);
  absl::Status Assign(int64_t offset);
  absl::StatusOr<ProbeResult> ConfirmOutOfRange(ProbeScan& reading, const Deadline& deadline);
  absl::StatusOr<ProbeResult> ReadToEnd(ProbeScan& reading, const Deadline& deadline);
  absl::StatusOr<ProbeResult> ReadRecords(ProbeScan& reading, const Deadline& deadline);

  rd_kafka_t* client_;
  topic::KafkaQueue queue_;
  const std::string topic_;
  bool failed_ = false;  // the last one
};

}  // namespace rollcall::feed
