// SPDX-License-Identifier: Apache-2.0
#include "server/watch/resume.h"

#include <algorithm>
#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "base/check.h"
#include "rollcall/instant.h"

namespace rollcall::watch {
namespace {

// How far the wall clocks of two replicas may be apart, where brokers give no ids of topics.
constexpr absl::Duration kMaxClockDifference = absl::Hours(24);

bool IsFromThisTopic(const ResumeToken& token, const state::SourceStatus& source) {
  return token.source_hash == SourceHash(source);
}

bool IsFromThisProcess(const ResumeToken& token, const state::SourceStatus& source) {
  return token.clock_id == source.clock_id;
}

// Whether the token may be from the time before this replica found out that the topic was another one, or truncated, so
// that its changes may be the new topic's and the rest the old one's. Other processes find out for themselves; their
// tokens name the topic's id.
bool IsUntrusted(const ResumeToken& token, const state::SourceStatus& source) {
  if (token.revision <= source.untrusted.revision) return false;
  if (IsFromThisProcess(token, source)) return token.as_of <= source.untrusted.as_of;
  return source.topic_id.empty() && token.as_of.wall() <= source.untrusted.as_of.wall() + kMaxClockDifference;
}

// Whether compaction may have dropped tombstones that were written since the token was made, before this replica read
// the topic. Kafka keeps them for a while, but only for a token of this process it is certain how long ago that was.
bool MayLackTombstonesSince(const ResumeToken& token, const state::ExactFrom& exact_from,
                            const state::SourceStatus& source) {
  if (token.as_of == Instant::InfinitePast()) return true;
  if (IsFromThisProcess(token, source)) return token.as_of < exact_from.time;
  return token.revision < exact_from.revision;
}

// Whether this replica has read every record above the newest anchor, and knows that one (it is at 0). If it does not
// know that one, it was cut off the topic, or dropped by compaction, and with it perhaps deletions that the token's
// maker never saw.
bool HasReadAllSince(const ResumeToken& token, size_t known_anchor, const state::ExactFrom& exact_from) {
  return known_anchor == 0 && token.as_of != Instant::InfinitePast() && token.anchors[0].offset >= exact_from.revision;
}

// Whether the topic lost the token's newest change since: what comes back with a new leader may be a node whose
// deletion was removed by compaction before anybody read it, so that no anchor names it.
bool WasCutOff(const ResumeToken& token, std::optional<size_t> known_anchor, const state::SourceStatus& source) {
  return known_anchor.has_value() && *known_anchor > 0 && IsFromThisProcess(token, source) &&
         token.as_of <= source.untrusted.as_of;
}

// nullopt if the token is good as far as its numbers tell; its anchors are not looked at.
std::optional<v1::SnapshotStarted::Reason> FindFault(const ResumeToken& token, const Selection& selection) {
  const SelectionHead& head = selection.head();
  const state::SourceStatus& source = head.source();
  if (token.request_hash != selection.request_hash()) return v1::SnapshotStarted::REASON_TOKEN_UNUSABLE;
  if (!IsFromThisTopic(token, source)) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  if (token.revision > head.revision()) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  if (IsUntrusted(token, source)) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  // Records were deleted that only one of the two replicas had read. The client still holds what they said, and no
  // change would remove it.
  if (token.log_start != source.log_start) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  return std::nullopt;
}

// How to tell of the node if the selection does not show it. `version` is the store's, null if it has none. If the
// selection is behind that version, what the node says is not known: the version that it was hidden by is gone.
OrderItem ItemIfNotShown(const state::NodeVersion* version, const Selection& selection) {
  if (version == nullptr || version->node == nullptr) return {nullptr, v1::RemovedNode::REASON_DELETED};
  const bool is_ahead = version->mod_revision > selection.head().revision();
  return {is_ahead ? nullptr : version->node, v1::RemovedNode::REASON_FILTERED_OUT};
}

// Whether the selection has seen the version as a change, so that it knew where the node left.
bool WasPlaced(const state::NodeVersion& version, const Selection& selection) {
  return version.mod_revision > selection.base_revision() && version.mod_revision <= selection.head().revision();
}

std::vector<PendingNode> FindPending(const ResumeToken& token, size_t known_anchor, const state::Changes& changes,
                                     const Selection& selection, const state::Store& store) {
  CHECK_LT(known_anchor, token.anchors.size());
  absl::flat_hash_map<int32_t, PendingNode> pending;
  for (size_t i = 0; i < known_anchor; ++i) {
    const state::Anchor& anchor = token.anchors[i];
    const state::NodeVersionPtr version = store.Find(selection.head().epoch(), anchor.id);
    pending[anchor.id] = {anchor.id, anchor.offset, ItemIfNotShown(version.get(), selection)};
  }
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (selection.HasPosition(version->id) || WasPlaced(*version, selection)) continue;
    // The store may be ahead of the selection, and know only a later change of the node than the one that hid it.
    const int64_t hidden_at = std::min(version->mod_revision, selection.head().revision());
    pending[version->id] = {version->id, hidden_at, ItemIfNotShown(version.get(), selection)};
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
  if (const auto fault = FindFault(token, selection)) return NeedsSnapshot{*fault};
  if (token.anchors.empty()) return StartFromNothing();
  const std::optional<size_t> known_anchor = store.FindKnownAnchor(epoch, token.anchors);
  const std::optional<state::ExactFrom> exact_from = store.FindExactFrom(epoch);
  const state::SourceStatus& source = selection.head().source();
  const bool is_too_old = !exact_from.has_value() || MayLackTombstonesSince(token, *exact_from, source);
  if (!known_anchor.has_value() && !is_too_old) return NeedsSnapshot{v1::SnapshotStarted::REASON_TOPIC_CHANGED};
  if (WasCutOff(token, known_anchor, source)) return NeedsSnapshot{v1::SnapshotStarted::REASON_TOPIC_CHANGED};
  const bool is_exact =
      known_anchor.has_value() && exact_from.has_value() &&
      (HasReadAllSince(token, *known_anchor, *exact_from) || (IsFromThisProcess(token, source) && !is_too_old));
  if (!is_exact) return NeedsSnapshot{v1::SnapshotStarted::REASON_TOKEN_EXPIRED};
  const int64_t anchor = token.anchors[*known_anchor].offset;
  const state::ChangesPtr changes = store.ChangesSince(epoch, anchor);
  const state::StoreHead& head = *changes->head;
  const bool may_lack_deletions = After(anchor) < selection.horizon() || anchor < head.horizon || head.epoch != epoch;
  if (may_lack_deletions) return NeedsSnapshot{v1::SnapshotStarted::REASON_TOKEN_EXPIRED};
  return ContinueAt{After(anchor), FindPending(token, *known_anchor, *changes, selection, store)};
}

}  // namespace rollcall::watch
