// SPDX-License-Identifier: Apache-2.0
// --dry-run: prints records instead of writing them.
#pragma once

#include <ostream>
#include <string>

#include "agent/publisher/record_topic.h"
#include "base/cli11_types.h"

namespace rollcall::agent {

// KEY, a tab, VALUE, a line end. The key is as in a C string, so that a binary one can be read: \x05\x00\x00\x00.
// The value is as it would be sent, byte for byte, except for line ends, which are printed as blanks (JSON has them
// only between its tokens); that of a tombstone is the word null.
std::string DryRunLine(const Record& record);

// Adds --dry-run to a command.
void AddDryRun(CLI::App& command, bool& dry_run);

// Checks the topic, and prints what would be appended. Does not own what it is made of, which must outlive it.
class DryRunSink : public RecordSink {
 public:
  DryRunSink(RecordSink& sink, std::ostream& out) : sink_(sink), out_(out) {}

  absl::Status CheckTopic(const Deadline& deadline) override { return sink_.CheckTopic(deadline); }
  // Returns an offset that means nothing.
  absl::StatusOr<int64_t> Append(const Record& record, const Deadline& deadline) override;

 private:
  RecordSink& sink_;
  std::ostream& out_;
};

}  // namespace rollcall::agent
