// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/observed_topic.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/commands/wait_notice.h"

namespace rollcall::agent {

ObservedTopic::ObservedTopic(RecordSink& sink, RecordLookup& lookup, Observer observer)
    : sink_(sink), lookup_(lookup), observer_(std::move(observer)) {}

absl::Status ObservedTopic::CheckTopic(const Deadline& deadline) {
  const WaitNotice notice(observer_.awaited, observer_.reason, deadline, observer_.timeout, observer_.err);
  return sink_.CheckTopic(deadline);
}

absl::StatusOr<int64_t> ObservedTopic::Append(const Record& record, const Deadline& deadline) {
  const std::string what = record.value.has_value() ? "a record" : "a tombstone";
  const WaitNotice notice(observer_.awaited, observer_.reason, deadline, observer_.timeout, observer_.err);
  observer_.progress.Begin(absl::StrCat(what, " for topic ", observer_.topic));
  absl::StatusOr<int64_t> offset = sink_.Append(record, deadline);
  if (offset.ok()) observer_.progress.Written(absl::StrCat(what, " at offset ", *offset));
  // An error does not say that nothing is written: it stays possible.
  return offset;
}

absl::StatusOr<std::vector<std::optional<FoundRecord>>> ObservedTopic::Latest(const std::vector<std::string>& keys,
                                                                              const Deadline& deadline) {
  const WaitNotice notice(observer_.awaited, observer_.reason, deadline, observer_.timeout, observer_.err);
  return lookup_.Latest(keys, deadline);
}

}  // namespace rollcall::agent
