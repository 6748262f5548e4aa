// SPDX-License-Identifier: Apache-2.0
// The topic's log as a history needs it: read from its start, once for each request.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "base/deadline.h"
#include "rollcall/v1/rollcall.pb.h"
#include "topic/record/record.h"

namespace rollcall::history {

struct LogRecord {
  topic::RecordView view;
  v1::NodeChange::TimeSource time_source = v1::NodeChange::TIME_SOURCE_UNSPECIFIED;  // of view.timestamp_ms
};

// Gets what is read, on the thread that reads.
class LogSink {
 public:
  virtual ~LogSink() = default;
  // There is no record below `log_start`. Called once, before the first record.
  virtual void OnStart(int64_t log_start) = 0;
  // Offsets ascend. After an error nothing more is read.
  virtual absl::Status OnRecord(const LogRecord& record) = 0;
};

class Log {
 public:
  virtual ~Log() = default;

  // Passes every committed record below `end` to `sink`. Blocks; thread-safe. CANCELLED soon after `is_wanted` has
  // become false. UNAVAILABLE if the log was not read up to `end` by the deadline, or ends before it. Other errors are
  // those of the sink and of the brokers.
  virtual absl::Status Read(int64_t end, const Deadline& deadline, const std::function<bool()>& is_wanted,
                            LogSink& sink) = 0;
};

}  // namespace rollcall::history
