// SPDX-License-Identifier: Apache-2.0
// A status topic in memory, to write to and look up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/publisher/record_topic.h"

namespace rollcall::agent {

class FakeStatusTopic : public RecordSink, public RecordLookup {
 public:
  absl::Status CheckTopic(const Deadline& /*deadline*/) override { return check; }

  absl::StatusOr<int64_t> Append(const Record& record, const Deadline& /*deadline*/) override {
    if (static_cast<int>(records.size()) >= appends_until_failure) return absl::UnavailableError("not acknowledged");
    records.push_back(record);
    return first_offset + static_cast<int64_t>(records.size()) - 1;
  }

  absl::StatusOr<std::optional<std::string>> LatestValue(const std::string& key,
                                                         const Deadline& /*deadline*/) override {
    ++lookups;
    if (!lookup.ok()) return lookup;
    std::optional<std::string> latest;
    for (const Record& record : records) {
      if (record.key == key) latest = record.value;
    }
    return latest;
  }

  absl::Status check;   // the result of CheckTopic
  absl::Status lookup;  // the result of LatestValue, unless OK
  int appends_until_failure = 1 << 30;
  int64_t first_offset = 0;
  std::vector<Record> records;
  int lookups = 0;
};

}  // namespace rollcall::agent
