// SPDX-License-Identifier: Apache-2.0
// Passes librdkafka's log lines and errors on to base/log.h, at a limited rate.
//
// librdkafka repeats an error as long as it lasts, with other times in it, from each of the program's clients, and
// twice each time: as a line of its log and to its error callback. So a text passes once a minute, without its times
// and whichever client it is from, and carries the number of times for which it was held back. In case texts differ in
// other ways, kLinesPerMinute lines of each kind pass in a minute (librdkafka's word for it, such as FAIL).
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
  static constexpr size_t kLinesPerMinute = 5;

  // Returns nullopt if the line must be held back now. Otherwise returns how many like it were held back since the last
  // one that passed; of its kind, if there were too many different ones.
  std::optional<int64_t> Admit(std::string_view kind, std::string_view text, Instant now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Line {
    Instant passed_at;
    int64_t held_back = 0;
  };
  struct Kind {
    std::map<std::string, Line, std::less<>> lines;  // that passed within a minute, by text
    int64_t held_back = 0;                           // others
  };
  static void ForgetOld(Kind& kind, std::string_view text, Instant now);

  Mutex mutex_;
  // librdkafka has some dozens of kinds, so this stays small.
  std::map<std::string, Kind, std::less<>> kinds_ ABSL_GUARDED_BY(mutex_);
};

// The text of an error as the log callback and the error callback both have it: librdkafka begins a line of its log
// with its thread.
std::string_view WithoutThread(std::string_view text);

// Sets log_cb and error_cb. The latter also remembers the error (kafka_diagnosis.h).
void LogThroughBase(rd_kafka_conf_t* conf);

}  // namespace rollcall::topic
