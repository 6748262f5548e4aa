// SPDX-License-Identifier: Apache-2.0
// How the server stands to its topic, as headers show it.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::state {

// Evidence older than this is not called current.
inline constexpr absl::Duration kCurrentFor = absl::Seconds(5);

// The topic was found to be another one. What was read after the last evidence before that was shown, but may have been
// of the new topic: a resume token of that time names changes that stand there, and says nothing of what else does.
struct UntrustedWindow {
  absl::Time as_of = absl::InfinitePast();  // tokens with newer evidence are good
  int64_t revision = 0;                     // and so are those up to this one
  bool operator==(const UntrustedWindow&) const = default;
};

struct SourceStatus {
  v1::SourceState state = v1::SOURCE_STATE_BEHIND;
  absl::Time state_since = absl::UnixEpoch();
  absl::Time as_of = absl::InfinitePast();  // InfinitePast: no evidence yet
  int64_t log_start = 0;                    // of the log, when what is shown was read: what stood below it is not known
  UntrustedWindow untrusted;
  std::string cluster_id;
  std::string topic;
  std::string detail;  // for a person: why the topic is missing, unsuitable, unreachable

  bool operator==(const SourceStatus&) const = default;

  // The same at a later time: a process that stood still must not call old evidence current.
  SourceStatus At(absl::Time now) const {
    SourceStatus status = *this;
    if (state == v1::SOURCE_STATE_CURRENT && now - as_of > kCurrentFor) {
      status.state = v1::SOURCE_STATE_BEHIND;
      status.state_since = as_of + kCurrentFor;
    }
    return status;
  }
};

}  // namespace rollcall::state
