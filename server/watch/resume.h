// SPDX-License-Identifier: Apache-2.0
// Where a watch with a resume token continues. Deterministic; thread-safe as far as the store is.
//
// A replica that knows one of the token's anchors shares the history up to it. Everything that changed above the newest
// known anchor follows by the cursor. Two kinds of nodes are pending instead, because the cursor cannot know about
// them: the nodes of newer anchors (their changes may have been cut off the topic), and nodes that were not shown
// already when the selection was built, so that it does not know when they left.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/state/store.h"
#include "server/watch/batch.h"
#include "server/watch/resume_token.h"
#include "server/watch/selection.h"

namespace rollcall::watch {

// The client must forget what it holds and take a snapshot.
struct NeedsSnapshot {
  v1::SnapshotStarted::Reason reason;
};
// Nothing had ever changed when the token was made: the client holds nothing and needs no snapshot to be announced.
struct StartFromNothing {};
// The client goes on from `cursor`, after it was sent the state of the pending nodes.
struct ContinueAt {
  state::ChangePosition cursor;
  std::vector<PendingNode> pending;
};
using ResumeDecision = std::variant<NeedsSnapshot, StartFromNothing, ContinueAt>;

// Decides for a selection that can be served. The store may be ahead of it.
ResumeDecision DecideResume(const ResumeToken& token, const Selection& selection, const state::Store& store);

// Whether the token is from a replica that had read further than this one, so that the watch should wait. Evidence
// newer than `began` that the topic ends below the token's revision says instead that the topic is a different one.
bool IsAhead(const ResumeToken& token, const Selection& selection, Instant began);

}  // namespace rollcall::watch
