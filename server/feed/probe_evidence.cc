// SPDX-License-Identifier: Apache-2.0
#include "server/feed/probe_evidence.h"

#include <utility>

#include "rollcall/instant.h"

namespace rollcall::feed {
namespace {

constexpr int kConfirmations = 2;

}  // namespace

absl::Duration ProbeEvidence::OnAnswer(Instant started) { return started - std::exchange(answered_at_, started); }

bool ProbeEvidence::ConfirmOutsideLog(bool is_outside) {
  outside_log_count_ = is_outside ? outside_log_count_ + 1 : 0;
  return outside_log_count_ >= kConfirmations;
}

void ProbeEvidence::Keep(const ProbeResult& result) {
  const bool is_lower = !kept_.has_value() || result.end_offset <= kept_->end_offset;
  if (is_lower || result.leader != kept_->leader) kept_ = result;
}

bool ProbeEvidence::IsReached(int64_t next_offset, int32_t broker) const {
  if (!kept_.has_value() || next_offset < kept_->end_offset) return false;
  return broker < 0 || broker == kept_->leader;
}

std::optional<ProbeResult> ProbeEvidence::TakeReached(int64_t next_offset, int32_t broker) {
  if (!IsReached(next_offset, broker)) return std::nullopt;
  return std::exchange(kept_, std::nullopt);
}

void ProbeEvidence::MarkUnverified(Instant now) {
  if (!unverified_since_.has_value()) unverified_since_ = now;
}

bool ProbeEvidence::Verify(Instant started) {
  if (unverified_since_.has_value() && started >= *unverified_since_) unverified_since_.reset();
  return is_verified();
}

}  // namespace rollcall::feed
