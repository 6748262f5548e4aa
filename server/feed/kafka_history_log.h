// SPDX-License-Identifier: Apache-2.0
// The topic's log, read for a history by a consumer of its own. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/deadline.h"
#include "server/history/log.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::feed {

class KafkaHistoryLog final : public history::Log {
 public:
  KafkaHistoryLog(topic::KafkaOptions options, std::string topic)
      : options_(std::move(options)), topic_(std::move(topic)) {}

  // Connects anew each time. The consumer fetches only a few megabytes ahead, and its threads, like the calling one,
  // have a low priority: a history must not slow what is served.
  absl::Status Read(int64_t end, const Deadline& deadline, const std::function<bool()>& is_wanted,
                    history::LogSink& sink) override;

 private:
  const topic::KafkaOptions options_;
  const std::string topic_;
};

}  // namespace rollcall::feed
