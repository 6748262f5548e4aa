// SPDX-License-Identifier: Apache-2.0
// The topic as a command for a person uses it: says for what it waits, and notes what may be written.
#pragma once

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "agent/commands/write_progress.h"
#include "agent/publisher/record_topic.h"

namespace rollcall::agent {

// Passes all calls on. Does not own what it is made of, which must outlive it. Not thread-safe.
class ObservedTopic : public RecordSink, public RecordLookup {
 public:
  struct Observer {
    std::string topic;
    std::string awaited;                  // such as "broker 127.0.0.1:9092"
    std::function<std::string()> reason;  // why there is no answer; see WaitNotice
    absl::Duration timeout;               // of the command
    WriteProgress& progress;
    std::ostream& err;
  };

  ObservedTopic(RecordSink& sink, RecordLookup& lookup, Observer observer);

  absl::Status CheckTopic(const Deadline& deadline) override;
  absl::StatusOr<int64_t> Append(const Record& record, const Deadline& deadline) override;
  absl::StatusOr<std::vector<std::optional<FoundRecord>>> Latest(const std::vector<std::string>& keys,
                                                                 const Deadline& deadline) override;

 private:
  RecordSink& sink_;
  RecordLookup& lookup_;
  const Observer observer_;
};

}  // namespace rollcall::agent
