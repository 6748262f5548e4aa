// SPDX-License-Identifier: Apache-2.0
#include "agent/source/wanted_content.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/publisher/content.h"
#include "base/check.h"

namespace rollcall::agent {
namespace {

absl::Status Unusable(const SourceEvent& event, const absl::Status& problem) {
  return absl::InvalidArgumentError(absl::StrCat(event.origin, " cannot be used: ", std::string(problem.message()),
                                                 event.hint.empty() ? "" : "; ", event.hint));
}

}  // namespace

WantedContent::WantedContent(int32_t node_id, absl::Duration down_after, Instant now)
    : node_id_(node_id), down_after_(down_after), down_at_(now + down_after), down_reason_(source_.message()) {}

void WantedContent::OnEvent(const SourceEvent& event, Instant now) {
  CHECK(!has_ended_);
  has_ended_ = event.kind == SourceEvent::Kind::kEnded;
  if (event.kind != SourceEvent::Kind::kStatus) return OnUnusable(event.error, now);
  absl::StatusOr<std::string> content = PrepareContent(event.text, node_id_);
  if (!content.ok()) return OnUnusable(Unusable(event, content.status()), now);
  content_ = *std::move(content);
  source_ = absl::OkStatus();
  down_at_ = Instant::InfiniteFuture();
}

void WantedContent::OnUnusable(const absl::Status& error, Instant now) {
  if (!IsDown(now)) down_reason_ = std::string(error.message());
  if (source_.ok()) down_at_ = now + down_after_;
  source_ = error;
}

std::optional<std::string> WantedContent::At(Instant now) const {
  if (!IsDown(now)) return content_;
  return DownContent(node_id_, absl::StrCat("its source gives no usable status: ", down_reason_));
}

Instant WantedContent::NextTime(Instant now) const { return IsDown(now) ? Instant::InfiniteFuture() : down_at_; }

}  // namespace rollcall::agent
