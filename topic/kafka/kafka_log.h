// SPDX-License-Identifier: Apache-2.0
// Carries librdkafka's log lines and errors to base/log.h without letting them flood it.
//
// librdkafka repeats itself as long as a fault lasts, each time in slightly other words. So lines are counted by
// facility (its word for the kind of line, such as FAIL): kLinesPerMinute of each in a minute, and the number of those
// held back with the next one.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "base/mutex.h"

namespace rollcall::topic {

// Decides which lines pass. Thread-safe.
class LineThrottle {
 public:
  static constexpr int kLinesPerMinute = 3;

  // Whether a line of this kind may pass now: how many of its kind were held back since the last that did. nullopt:
  // hold it back.
  std::optional<int64_t> Admit(std::string_view kind, absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Window {
    absl::Time start = absl::InfinitePast();
    int passed = 0;
    int64_t held_back = 0;
  };
  Mutex mutex_;
  std::map<std::string, Window, std::less<>> windows_
      ABSL_GUARDED_BY(mutex_);  // librdkafka has some dozens of facilities
};

// Sets log_cb and error_cb, which remembers the fault too (kafka_fault.h).
void LogThroughBase(rd_kafka_conf_t* conf);

}  // namespace rollcall::topic
