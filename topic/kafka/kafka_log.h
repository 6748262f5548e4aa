// SPDX-License-Identifier: Apache-2.0
// Passes librdkafka's log lines and errors on to base/log.h, at a limited rate.
//
// librdkafka repeats an error as long as it lasts, each time in slightly different words. So lines are counted by
// facility (librdkafka's word for the kind of line, such as FAIL). kLinesPerMinute lines of each facility pass in a
// minute; the next one that passes carries the number of lines that were held back.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "base/mutex.h"
#include "rollcall/instant.h"

namespace rollcall::topic {

// Decides which log lines pass. Thread-safe.
class LineThrottle {
 public:
  static constexpr int kLinesPerMinute = 3;

  // Returns nullopt if a line of this kind must be held back now. Otherwise returns how many lines of its kind were
  // held back since the last one that passed.
  std::optional<int64_t> Admit(std::string_view kind, Instant now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Window {
    Instant start = Instant::InfinitePast();
    int passed = 0;
    int64_t held_back = 0;
  };
  Mutex mutex_;
  // By kind. librdkafka has some dozens of them, so this stays small.
  std::map<std::string, Window, std::less<>> windows_ ABSL_GUARDED_BY(mutex_);
};

// Sets log_cb and error_cb. The latter also remembers the error (kafka_diagnosis.h).
void LogThroughBase(rd_kafka_conf_t* conf);

}  // namespace rollcall::topic
