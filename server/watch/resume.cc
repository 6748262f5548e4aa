// SPDX-License-Identifier: Apache-2.0
#include "server/watch/resume.h"

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "base/check.h"
#include "base/instant.h"

namespace rollcall::watch {
namespace {

// How far the wall clocks of two replicas may be apart. Kafka's clock decides when it removes a tombstone, and no
// replica can read that; so where a wrong clock could do harm, the offsets decide instead.
constexpr absl::Duration kMaxClockDifference = absl::Hours(24);

bool IsFromThisTopic(const ResumeToken& token, const state::SourceStatus& source) {
  return token.source_hash == SourceHash(source.cluster_id, source.topic);
}

// Whether the token was made at `time` by this replica's clock, or earlier, or may have been.
bool MayBeFromBefore(const ResumeToken& token, Instant time, const state::SourceStatus& source) {
  if (token.clock_id == source.clock_id) return token.as_of <= time;
  return token.as_of.wall() <= time.wall() + kMaxClockDifference;
}

// Whether this replica may not know of every deletion since the token was made. It does if it has read every record
// above the token's revision. Otherwise compaction may have dropped a tombstone before this replica read the topic;
// Kafka keeps it for a while, and how long ago that was is certain only for a token of this process.
bool MayLackDeletionsSince(const ResumeToken& token, const state::Store& store, const state::SourceStatus& source) {
  const std::optional<state::ExactFrom> exact_from = store.FindExactFrom();
  if (!exact_from.has_value()) return true;
  const bool is_own = token.clock_id == source.clock_id;
  return token.revision < exact_from->revision && !(is_own && token.as_of >= exact_from->time);
}

// nullopt if the token is good as far as its numbers tell; its anchors are not looked at.
std::optional<v1::SnapshotStarted::Reason> FindFault(const ResumeToken& token, const Selection& selection,
                                                     const state::Store& store) {
  const SelectionHead& head = selection.head();
  const state::SourceStatus& source = head.source();
  if (token.request_hash != selection.request_hash()) return v1::SnapshotStarted::REASON_TOKEN_UNUSABLE;
  if (!IsFromThisTopic(token, source)) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  if (token.revision > head.revision()) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  const state::UntrustedWindow& untrusted = source.untrusted;
  const bool is_above = token.revision > untrusted.revision;
  if (is_above && MayBeFromBefore(token, untrusted.as_of, source)) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  // Records were deleted that only one of the two replicas had read. The client still holds what they said, and no
  // change would remove it.
  if (token.log_start != source.log_start) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  if (MayLackDeletionsSince(token, store, source)) return v1::SnapshotStarted::REASON_TOKEN_EXPIRED;
  return std::nullopt;
}

v1::RemovedNode::Reason ReasonIfNotShown(const state::NodeVersion* version) {
  const bool is_gone = version == nullptr || version->node == nullptr;
  return is_gone ? v1::RemovedNode::REASON_DELETED : v1::RemovedNode::REASON_FILTERED_OUT;
}

std::vector<PendingNode> FindPending(const ResumeToken& token, size_t known_anchor, const state::Changes& changes,
                                     const Selection& selection, const state::Store& store) {
  CHECK_LT(known_anchor, token.anchors.size());
  absl::flat_hash_map<int32_t, PendingNode> pending;
  for (size_t i = 0; i < known_anchor; ++i) {
    const state::Anchor& anchor = token.anchors[i];
    const state::NodeVersionPtr version = store.Find(selection.head().epoch(), anchor.id);
    pending[anchor.id] = {anchor.id, anchor.offset, ReasonIfNotShown(version.get())};
  }
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (version->mod_revision > selection.base_revision() || selection.Shows(version->id)) continue;
    pending[version->id] = {version->id, version->mod_revision, ReasonIfNotShown(version.get())};
  }
  std::vector<PendingNode> admitted;
  for (const auto& [id, node] : pending) {
    if (selection.filter().MatchesId(id)) admitted.push_back(node);
  }
  return admitted;
}

}  // namespace

bool IsAhead(const ResumeToken& token, const Selection& selection, Instant began) {
  const SelectionHead& head = selection.head();
  return token.request_hash == selection.request_hash() && IsFromThisTopic(token, head.source()) &&
         token.revision > head.revision() && head.source().as_of <= began;
}

ResumeDecision DecideResume(const ResumeToken& token, const Selection& selection, const state::Store& store) {
  const uint64_t epoch = selection.head().epoch();
  CHECK_NE(epoch, 0u);
  if (const auto fault = FindFault(token, selection, store)) return NeedsSnapshot{*fault};
  if (token.anchors.empty()) return StartFromNothing();
  const std::optional<size_t> known_anchor = store.FindKnownAnchor(epoch, token.anchors);
  if (!known_anchor.has_value()) return NeedsSnapshot{v1::SnapshotStarted::REASON_TOPIC_CHANGED};
  const int64_t anchor = token.anchors[*known_anchor].offset;
  const state::ChangesPtr changes = store.ChangesSince(epoch, anchor);
  const state::StoreHead& head = *changes->head;
  const bool may_lack_deletions = After(anchor) < selection.horizon() || anchor < head.horizon || head.epoch != epoch;
  if (may_lack_deletions) return NeedsSnapshot{v1::SnapshotStarted::REASON_TOKEN_EXPIRED};
  return ContinueAt{After(anchor), FindPending(token, *known_anchor, *changes, selection, store)};
}

}  // namespace rollcall::watch
