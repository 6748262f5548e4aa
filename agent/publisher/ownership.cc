// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/ownership.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "topic/record/key.h"
#include "topic/record/record_decoder.h"

namespace rollcall::agent {
namespace {

constexpr int kSilentLeases = 3;  // docs/topic.md, "The time of a record, and leases"

KeyFormat Other(KeyFormat format) { return format == KeyFormat::kBinary ? KeyFormat::kDecimal : KeyFormat::kBinary; }

}  // namespace

Ownership::Ownership(int32_t node_id, KeyFormat key_format, Instance instance, absl::Duration takeover_after)
    : node_id_(node_id),
      key_(KeyOf(node_id, key_format)),
      other_key_(KeyOf(node_id, Other(key_format))),
      takeover_after_(takeover_after),
      instance_(std::move(instance)) {}

void Ownership::OnSent(std::string value) {
  sent_ = std::move(value);
  sent_generation_ = instance_.generation;
}

void Ownership::OnAppended(int64_t offset, Instant now) {
  written_ = std::exchange(sent_, std::nullopt).value_or("");
  if (state_ == State::kYielded) return;
  const bool is_first = first_offset_ < 0;
  if (is_first) first_offset_ = offset;
  last_offset_ = offset;
  appended_at_ = now;
  is_missing_ = false;
  if (newest_.author == Author::kNewer && newest_.offset > first_offset_) return Yield(now);
  // What was read while our first record was in flight is from before it, and claims to be newer.
  if (is_first) RaiseGeneration();
  has_old_generation_ = sent_generation_ < instance_.generation;
}

void Ownership::OnReplayStarted() {
  is_caught_up_ = false;
  newest_ = {};
  key_is_of_another_node_ = other_key_is_of_another_node_ = false;
}

void Ownership::OnRecord(const ReadRecord& record, Instant now) {
  if (record.key != key_ && record.key != other_key_) return;
  std::optional<Newest> read = Classify(record);
  if (!read.has_value() || read->offset <= newest_.offset) return;
  newest_ = *std::move(read);
  if (state_ == State::kYielded) {
    if (is_caught_up_) ExpectNextWord(now);
  } else if (newest_.author == Author::kNewer) {
    JudgeNewer(now);
  }
}

// We own the node, and another publisher claims to be newer. It is, if its record came after our first one.
void Ownership::JudgeNewer(Instant now) {
  const bool is_order_unknown = first_offset_ < 0 && sent_.has_value();
  if (is_order_unknown) return;  // OnAppended will know
  if (first_offset_ >= 0 && newest_.offset > first_offset_) return Yield(now);
  RaiseGeneration();
  newest_.author = Author::kOlder;
  has_old_generation_ = first_offset_ >= 0;
}

void Ownership::OnCaughtUp(int64_t end, Instant asked_at, Instant now) {
  const bool was_caught_up = std::exchange(is_caught_up_, true);
  if (state_ == State::kYielded) {
    if (asked_at >= silent_at_) return TakeOver();
    if (!was_caught_up) ExpectNextWord(now);
    return;
  }
  const bool covers_ours = end > last_offset_ || asked_at > appended_at_;
  if (last_offset_ < 0 || newest_.offset >= last_offset_ || !covers_ours) return;
  is_missing_ = true;  // the topic was recreated or truncated: our offsets say nothing about this log
  first_offset_ = last_offset_ = -1;
}

bool Ownership::IsOverwritten() const {
  if (state_ != State::kOwner) return false;
  if (is_missing_ || has_old_generation_) return true;
  return last_offset_ >= 0 && newest_.offset > last_offset_ && !IsOurs(newest_);
}

bool Ownership::NeedsEnd(Instant now) const { return state_ == State::kYielded && silent_at_ <= now; }

bool Ownership::IsKeyOfAnotherNode(std::string_view key) const {
  return key == key_ ? key_is_of_another_node_ : other_key_is_of_another_node_;
}

// nullopt if the record is another node's, or says nothing about this one.
std::optional<Ownership::Newest> Ownership::Classify(const ReadRecord& record) {
  bool& is_of_another_node = record.key == key_ ? key_is_of_another_node_ : other_key_is_of_another_node_;
  is_of_another_node = false;
  Newest read;
  read.offset = record.offset;
  if (!record.value.has_value()) {
    // A tombstone under the key that we do not use does not remove our status.
    return record.key == key_ ? std::optional(read) : std::nullopt;
  }
  const topic::DecodedRecord decoded = topic::DecodeRecord(topic::ReadKey(record.key), *record.value);
  is_of_another_node = decoded.node_id != node_id_;
  if (is_of_another_node) return std::nullopt;
  const auto* status = std::get_if<topic::Status>(&decoded.content);
  if (status == nullptr) return read;  // an invalid status, by anybody
  read.author = AuthorOf(status->instance);
  read.instance_text = status->instance;
  read.is_down = status->status == "down";
  read.lease = status->lease;
  if (read.author == Author::kOurs) read.value = *record.value;
  return read;
}

Ownership::Author Ownership::AuthorOf(std::string_view instance_text) {
  const std::optional<Instance> author = ParseInstance(instance_text);
  if (!author.has_value() || author->kind == kReaperKind) return Author::kOther;
  if (author->id == instance_.id) return Author::kOurs;
  largest_generation_ = std::max(largest_generation_, author->generation);
  return IsNewer(*author, instance_) ? Author::kNewer : Author::kOlder;
}

// A record of ours after the last one that was acknowledged is the one in flight; or an attempt that was given up, and
// whose state may be an older one.
bool Ownership::IsOurs(const Newest& newest) const {
  return newest.author == Author::kOurs && (newest.value == sent_ || newest.value == written_);
}

void Ownership::Yield(Instant now) {
  state_ = State::kYielded;
  first_offset_ = last_offset_ = -1;
  is_missing_ = has_old_generation_ = false;
  ExpectNextWord(now);
}

void Ownership::ExpectNextWord(Instant now) {
  const bool is_alive = newest_.author == Author::kNewer && !newest_.is_down;
  if (!is_alive) {
    silent_at_ = std::min(silent_at_, now + takeover_after_);
  } else {
    silent_at_ = newest_.lease.has_value() ? now + kSilentLeases * *newest_.lease : Instant::InfiniteFuture();
  }
}

void Ownership::TakeOver() {
  state_ = State::kOwner;
  silent_at_ = Instant::InfiniteFuture();
  RaiseGeneration();
  is_missing_ = true;  // until we have published
}

void Ownership::RaiseGeneration() { instance_.generation = std::max(instance_.generation, largest_generation_ + 1); }

}  // namespace rollcall::agent
