// SPDX-License-Identifier: Apache-2.0
// A log in memory, for histories. Not thread-safe, except where a test says so.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/history/log.h"
#include "topic/record/key.h"

namespace rollcall::testing {

class ListedLog : public history::Log {
 public:
  struct Entry {
    int64_t offset = 0;
    std::optional<std::string> key;
    std::optional<std::string> value;
    int64_t timestamp_ms = 1'700'000'000'000;

    topic::RecordView View() const {
      topic::RecordView view{offset, timestamp_ms, std::nullopt, std::nullopt};
      if (key.has_value()) view.key = *key;
      if (value.has_value()) view.value = *value;
      return view;
    }
  };

  absl::Status Read(int64_t end, const Deadline& deadline, const std::function<bool()>& is_wanted,
                    history::LogSink& sink) override {
    ++reads;
    time_left = deadline.Left();
    if (!status.ok()) return status;
    if (on_read) on_read();
    sink.OnStart(start);
    for (const Entry& entry : entries) {
      if (!is_wanted()) return absl::CancelledError("not wanted");
      if (entry.offset >= end) break;
      const history::LogRecord record{entry.View(), v1::NodeChange::TIME_SOURCE_BROKER};
      if (absl::Status stopped = sink.OnRecord(record); !stopped.ok()) return stopped;
    }
    return absl::OkStatus();
  }

  int64_t start = 0;
  std::vector<Entry> entries;
  absl::Status status;            // of every reading
  std::function<void()> on_read;  // called by each reading, if set
  int reads = 0;
  absl::Duration time_left;  // of the last reading
};

}  // namespace rollcall::testing
