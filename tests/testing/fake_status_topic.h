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
    times.resize(records.size());
    return first_offset + static_cast<int64_t>(records.size()) - 1;
  }

  absl::StatusOr<std::vector<std::optional<FoundRecord>>> Latest(const std::vector<std::string>& keys,
                                                                 const Deadline& /*deadline*/) override {
    ++lookups;
    if (!lookup.ok()) return lookup;
    std::vector<std::optional<FoundRecord>> latest;
    for (const std::string& key : keys) latest.push_back(LatestOf(key));
    return latest;
  }

  absl::Status check;   // the result of CheckTopic
  absl::Status lookup;  // the result of Latest, unless OK
  int appends_until_failure = 1 << 30;
  int64_t first_offset = 0;
  std::vector<Record> records;
  std::vector<std::optional<absl::Time>> times;  // of the records; those that are missing have none
  int lookups = 0;

 private:
  std::optional<FoundRecord> LatestOf(const std::string& key) const {
    std::optional<FoundRecord> latest;
    for (size_t i = 0; i < records.size(); ++i) {
      if (records[i].key != key) continue;
      latest = FoundRecord{.offset = first_offset + static_cast<int64_t>(i),
                           .time = i < times.size() ? times[i] : std::nullopt,
                           .value = records[i].value};
    }
    return latest;
  }
};

}  // namespace rollcall::agent
