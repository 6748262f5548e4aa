// SPDX-License-Identifier: Apache-2.0
// Copies of the newest records of a reading, not decoded. Not thread-safe; deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "server/history/log.h"

namespace rollcall::history {

class NewestRecords {
 public:
  void Add(const LogRecord& record);
  bool IsEmpty() const { return records_.empty(); }
  // The oldest one; points into this until it is removed. Not to be called if there is none.
  LogRecord Oldest() const;
  void RemoveOldest();
  // What they take in memory, about.
  size_t bytes() const { return bytes_; }

 private:
  struct Copy {
    int64_t offset = 0;
    int64_t timestamp_ms = topic::kNoTimestamp;
    v1::NodeChange::TimeSource time_source = v1::NodeChange::TIME_SOURCE_UNSPECIFIED;
    std::optional<std::string> key = std::nullopt;
    std::optional<std::string> value = std::nullopt;
  };

  static size_t BytesOf(const Copy& copy);

  std::deque<Copy> records_;
  size_t bytes_ = 0;
};

}  // namespace rollcall::history
