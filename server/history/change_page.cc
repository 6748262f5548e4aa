// SPDX-License-Identifier: Apache-2.0
#include "server/history/change_page.h"

#include <utility>

#include "base/check.h"
#include "server/encoding/proto_time.h"
#include "server/encoding/protobuf_wire.h"

namespace rollcall::history {
namespace {

// What a node says, whichever record says it, without its rows. client::SameContent compares the same.
std::string ContentOf(const encoding::EncodedNode& node) {
  v1::NodeStatus content;
  CHECK(content.ParseFromString(std::string(node.head()).append(node.tail())));
  content.clear_revision();
  content.clear_publish_time();
  content.clear_raw_timestamp_ms();
  content.clear_stale_after_time();
  content.clear_fingerprint();
  if (content.has_problem()) content.mutable_problem()->clear_offset();
  return content.SerializeAsString();
}

}  // namespace

bool ChangePage::SaysTheSame(const encoding::EncodedNode& a, const encoding::EncodedNode& b) {
  return matcher_.MatchingRows(a) == matcher_.MatchingRows(b) && ContentOf(a) == ContentOf(b);
}

std::optional<v1::NodeChange::Kind> ChangePage::KindOf(const NodeStep& step) {
  const encoding::EncodedNode* const before = step.before.get();
  const encoding::EncodedNode* const after = step.after.get();
  if (before == nullptr && after == nullptr) {
    // A node of which nothing is known was deleted. What it was, no filter can tell, except by its id.
    const bool is_all_known = !step.before_uncertain;
    const bool selects_more_than_ids = query_.filter.HasRowFilter() || query_.filter.HasStates();
    if (is_all_known || selects_more_than_ids) return std::nullopt;
    return v1::NodeChange::KIND_DELETED;
  }
  const bool is_selected =
      (before != nullptr && matcher_.Matches(*before)) || (after != nullptr && matcher_.Matches(*after));
  if (!is_selected) return std::nullopt;
  if (before == nullptr) return v1::NodeChange::KIND_ADDED;
  if (after == nullptr) return v1::NodeChange::KIND_DELETED;
  if (!SaysTheSame(*before, *after)) return v1::NodeChange::KIND_CHANGED;
  if (query_.republished == Republished::kHide) return std::nullopt;
  return v1::NodeChange::KIND_REPUBLISHED;
}

void ChangePage::Add(const LogRecord& record, const std::vector<NodeStep>& steps) {
  CHECK(changes_.empty() || changes_.back().offset < record.view.offset);
  for (const NodeStep& step : steps) {
    const auto kind = KindOf(step);
    if (!kind.has_value()) continue;
    changes_.push_back({record.view.offset, Encode(record, step, *kind)});
    bytes_ += changes_.back().bytes.size();
  }
  while ((changes_.size() > query_.page_size || bytes_ > kMaxBytes) &&
         changes_.front().offset != changes_.back().offset) {
    DropOldest();
  }
}

// All changes of a record go together, so that the next page has them all.
void ChangePage::DropOldest() {
  has_dropped_ = true;
  for (const int64_t offset = changes_.front().offset; changes_.front().offset == offset; changes_.pop_front()) {
    bytes_ -= changes_.front().bytes.size();
  }
}

std::string ChangePage::Trimmed(const encoding::EncodedNode& node) {
  return std::string(node.head()).append(matcher_.MatchingRows(node)).append(node.tail());
}

std::string ChangePage::Encode(const LogRecord& record, const NodeStep& step, v1::NodeChange::Kind kind) {
  v1::NodeChange change;
  change.set_node_id(step.node_id);
  change.set_kind(kind);
  change.set_offset(record.view.offset);
  const absl::Time published = absl::FromUnixMillis(record.view.timestamp_ms);
  if (record.view.timestamp_ms != topic::kNoTimestamp && encoding::FitsTimestamp(published)) {
    encoding::SetTimestamp(published, *change.mutable_publish_time());
    change.set_time_source(record.time_source);
  }
  change.set_key(std::string(*record.view.key));
  change.set_before_uncertain(step.before_uncertain);
  change.set_after_uncertain(step.after_uncertain);
  std::string bytes = change.SerializeAsString();
  if (step.before != nullptr) {
    encoding::AppendField(v1::NodeChange::kBeforeFieldNumber, Trimmed(*step.before), bytes);
  }
  if (step.after != nullptr) {
    encoding::AppendField(v1::NodeChange::kAfterFieldNumber, Trimmed(*step.after), bytes);
  }
  return bytes;
}

std::string ChangePage::Encoded() const {
  std::string bytes;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    encoding::AppendField(v1::ListChangesResponse::kChangesFieldNumber, change->bytes, bytes);
  }
  return bytes;
}

std::optional<int64_t> ChangePage::next_before_offset() const {
  if (!has_dropped_) return std::nullopt;
  return changes_.front().offset;
}

}  // namespace rollcall::history
