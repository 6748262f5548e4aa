// SPDX-License-Identifier: Apache-2.0
// A position in a watch from which any replica can continue.
//
// It names the newest changes at its revision (anchors). A replica that knows one of them shares the history up to it,
// so "everything that changed above that anchor" brings the client to the present (docs/architecture.md). Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/state/node.h"
#include "server/state/source_status.h"
#include "server/watch/selection_head.h"

namespace rollcall::watch {

struct ResumeToken {
  uint64_t source_hash = 0;   // SourceHash of the topic
  uint64_t request_hash = 0;  // select::RequestIdentity::hash
  int64_t revision = state::kNoRevision;
  // When the topic held nothing above the revision, in microseconds, and the process by whose clock that is. Only the
  // same process can compare it. InfinitePast: nothing had confirmed that.
  Instant as_of = Instant::InfinitePast();
  uint64_t clock_id = 0;
  int64_t log_start = 0;               // SourceStatus::log_start
  std::vector<state::Anchor> anchors;  // newest first
};

// Identifies a topic. A topic that is deleted and created again is another one, if brokers give ids of topics.
uint64_t SourceHash(const state::SourceStatus& source);

// The token that resumes from a checkpoint at `head`.
ResumeToken MakeResumeToken(const SelectionHead& head, uint64_t request_hash);

// At most 1024 characters, URL-safe.
std::string EncodeResumeToken(const ResumeToken& token);

// nullopt if the text is no resume token, or has another format.
std::optional<ResumeToken> DecodeResumeToken(std::string_view text);

}  // namespace rollcall::watch
