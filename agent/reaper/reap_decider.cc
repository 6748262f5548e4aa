// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/reap_decider.h"

#include "rollcall/client/node.h"

namespace rollcall::agent {
namespace {

// A listing that asks for so many nodes is answered in time even if their values are large.
constexpr size_t kMaxConfirmed = 100;

bool IsCurrent(const v1::Header& header) {
  return header.source_state() == v1::SOURCE_STATE_CURRENT && header.has_as_of_time() && header.has_answer_time();
}

}  // namespace

void ReapDecider::OnView(const std::map<int32_t, v1::NodeStatus>& nodes, const v1::Header& header, const Moment& now) {
  is_current_ = IsCurrent(header);
  evidence_time_ = now.running - client::EvidenceAge(header);
  for (const ReapedNode& reaped : observed_.OnView(nodes, header, now)) guard_.OnReaped(reaped, now);
  std::erase_if(written_, [&](const auto& entry) {
    const auto node = observed_.leased().find(entry.first);
    return node == observed_.leased().end() || !IsWritten(entry.first, node->second, now);
  });
}

ReapDecision ReapDecider::Decide(const Moment& now) {
  ReapDecision decision;
  std::set<int32_t> going;
  for (const auto& [node_id, node] : observed_.leased()) {
    const absl::Duration silence = is_current_ ? evidence_time_ - node.first_seen.running : absl::ZeroDuration();
    if (silence >= 2 * node.lease) going.insert(node_id);
    if (silence < AllowedSilence(node.lease) || !node.is_stale || IsWritten(node_id, node, now)) continue;
    ++decision.over;
    if (decision.node_ids.size() < kMaxConfirmed) decision.node_ids.push_back(node_id);
  }
  decision.share = guard_.Judge(observed_.leased(), std::move(going), now);
  if (decision.share.is_exceeded) decision.node_ids.clear();
  return decision;
}

std::vector<ConfirmedReap> ReapDecider::Confirm(const v1::ListNodesResponse& answer, const Moment& asked,
                                                const Moment& answered) const {
  std::vector<ConfirmedReap> confirmed;
  if (!IsCurrent(answer.header()) || AtMost(asked, answered) > kMaxAnswerTime) return confirmed;
  const absl::Duration evidence_time = asked.running - client::EvidenceAge(answer.header());
  for (const v1::NodeStatus& node : answer.nodes()) {
    const auto known = observed_.leased().find(node.node_id());
    if (known == observed_.leased().end() || known->second.record != RecordIdOf(node)) continue;
    const absl::Duration silence = evidence_time - known->second.first_seen.running;
    if (silence < AllowedSilence(known->second.lease) || !client::IsStale(node, answer.header())) continue;
    confirmed.push_back({.node = node, .answered = answered});
  }
  return confirmed;
}

bool ReapDecider::MayWrite(const ConfirmedReap& reap, const Moment& now) const {
  return AtMost(reap.answered, now) <= kMaxTimeToWrite;
}

void ReapDecider::OnWritten(const ConfirmedReap& reap, const Moment& now) {
  guard_.OnReaped({.node_id = reap.node.node_id(), .lease = client::ToDuration(reap.node.lease())}, now);
  written_[reap.node.node_id()] = {.before = RecordIdOf(reap.node), .time = now};
}

bool ReapDecider::IsWritten(int32_t node_id, const ObservedNode& node, const Moment& now) const {
  const auto written = written_.find(node_id);
  return written != written_.end() && written->second.before == node.record &&
         AtLeast(written->second.time, now) < options_.write_again_after;
}

}  // namespace rollcall::agent
