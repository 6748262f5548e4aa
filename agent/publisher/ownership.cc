// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/ownership.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "topic/record/key.h"
#include "topic/record/record_decoder.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kFresh = absl::Seconds(5);
constexpr absl::Duration kLongestUnread = absl::Seconds(10);

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
  read_when_sent_ = newest_.offset;
}

void Ownership::OnAppended(int64_t offset, Instant now) {
  written_ = std::exchange(sent_, std::nullopt).value_or("");
  if (state_ == State::kYielded) return;
  if (offset <= read_when_sent_) ForgetLog();  // the topic was recreated or truncated, and is not read again yet
  if (first_offset_ < 0 || offset <= last_offset_) first_offset_ = offset;
  last_offset_ = offset;
  appended_at_ = now;
  is_missing_ = false;
  has_old_generation_ = sent_generation_ < instance_.generation;
  JudgeNewer(now);
}

// How silent the newer publisher is cannot be said before the log was read again.
void Ownership::OnReplayStarted() {
  is_caught_up_ = false;
  ForgetLog();
  key_is_of_another_node_ = other_key_is_of_another_node_ = false;
  newer_wrote_last_ = true;
  silent_at_ = Instant::InfiniteFuture();
}

void Ownership::ForgetLog() {
  newest_ = {};
  newer_offset_ = read_when_sent_ = our_status_offset_ = -1;
}

void Ownership::OnRecord(const ReadRecord& record, Instant now) {
  if (record.key != key_ && record.key != other_key_) return;
  std::optional<Newest> read = Classify(record);
  if (!read.has_value() || read->offset <= newest_.offset) return;
  newest_ = *std::move(read);
  if (state_ == State::kYielded) {
    if (is_caught_up_) ExpectNextWord(now);
    return;
  }
  const bool is_of_this_term = newest_.author == Author::kOurs && newest_.generation == instance_.generation;
  if (is_of_this_term && first_offset_ < 0) first_offset_ = newest_.offset;
  if (newest_.author == Author::kNewer) newer_offset_ = newest_.offset;
  JudgeNewer(now);
}

// We own the node, and another publisher claims to be newer. It is, if its record came after our first one. Offsets say
// nothing about that once the topic was recreated.
void Ownership::JudgeNewer(Instant now) {
  const bool is_order_unknown = !has_read_older_ && first_offset_ < 0 && sent_.has_value();
  if (newer_offset_ < 0 || is_order_unknown) return;  // OnAppended, or our record, will tell the order
  if (has_read_older_ || (first_offset_ >= 0 && newer_offset_ > first_offset_)) return Yield(now);
  newer_offset_ = -1;
  RaiseGeneration();
  has_old_generation_ = first_offset_ >= 0;
}

void Ownership::OnCaughtUp(int64_t end, Instant asked_at, Instant now) {
  const bool was_caught_up = std::exchange(is_caught_up_, true);
  if (state_ == State::kYielded) {
    if (!was_caught_up) return ExpectNextWord(now);
    const bool is_fresh = now - asked_at <= kFresh;  // we may have been stopped since
    if (asked_at >= silent_at_ && is_fresh && !WouldRepeat()) TakeOver();
    return;
  }
  if (first_offset_ >= 0 && end > first_offset_) has_read_older_ = true;
  const bool covers_ours = end > last_offset_ || asked_at > appended_at_;
  if (last_offset_ < 0 || newest_.offset >= last_offset_ || !covers_ours || IsGone()) return;
  is_missing_ = true;  // the topic was recreated or truncated: our offsets say nothing about this log
  first_offset_ = last_offset_ = -1;
}

bool Ownership::IsOverwritten() const {
  if (state_ != State::kOwner) return false;
  if (is_missing_ || has_old_generation_) return true;
  return last_offset_ >= 0 && newest_.offset >= last_offset_ && !IsWhatWeWrote();
}

// A tombstone need not be on the topic; what matters is that no record of ours is there.
bool Ownership::IsGone() const { return written_.empty() && our_status_offset_ < 0; }

bool Ownership::HasOldStatus() const {
  const bool is_after_ours = last_offset_ >= 0 && our_status_offset_ > last_offset_;
  return state_ == State::kOwner && our_status_offset_ >= 0 && (is_missing_ || is_after_ours);
}

Instant Ownership::NeedsEndAt() const {
  if (state_ == State::kYielded) return WouldRepeat() ? Instant::InfiniteFuture() : silent_at_;
  const bool is_unread = is_caught_up_ && newest_.offset < last_offset_ && !IsGone();
  return is_unread ? appended_at_ + kLongestUnread : Instant::InfiniteFuture();
}

bool Ownership::IsKeyOfAnotherNode(std::string_view key) const {
  return key == key_ ? key_is_of_another_node_ : other_key_is_of_another_node_;
}

// nullopt if the record says nothing about what the topic shows for this node.
std::optional<Ownership::Newest> Ownership::Classify(const ReadRecord& record) {
  const bool is_our_key = record.key == key_;
  bool& is_of_another_node = is_our_key ? key_is_of_another_node_ : other_key_is_of_another_node_;
  is_of_another_node = false;
  if (is_our_key) our_status_offset_ = -1;
  Newest read;
  read.offset = record.offset;
  read.is_tombstone = !record.value.has_value();
  // What removes the other key's record does not remove our status.
  if (read.is_tombstone) return is_our_key ? std::optional(read) : std::nullopt;
  const topic::DecodedRecord decoded = topic::DecodeRecord(topic::ReadKey(record.key), *record.value);
  is_of_another_node = decoded.node_id != node_id_;
  if (is_of_another_node) return is_our_key ? std::optional(read) : std::nullopt;
  const auto* status = std::get_if<topic::Status>(&decoded.content);
  if (status == nullptr) return read;  // an invalid status, by anybody
  read.instance_text = status->instance;
  read.is_down = status->status == "down";
  read.lease = status->lease;
  if (const std::optional<Instance> author = ParseInstance(status->instance)) {
    read.author = AuthorOf(*author);
    read.generation = author->generation;
  }
  if (read.author == Author::kOurs) read.value = *record.value;
  if (read.author == Author::kOurs && is_our_key) our_status_offset_ = record.offset;
  return read;
}

Ownership::Author Ownership::AuthorOf(const Instance& author) {
  if (author.kind == kReaperKind) return Author::kOther;
  if (author.id == instance_.id) return Author::kOurs;
  largest_generation_ = std::max(largest_generation_, author.generation);
  return IsNewer(author, instance_) ? Author::kNewer : Author::kOlder;
}

// Another record of ours after the one that was acknowledged last is an attempt that was given up, and whose state may
// be an older one.
bool Ownership::IsWhatWeWrote() const {
  const bool may_be_ours = newest_.author == Author::kOurs || newest_.is_tombstone;
  return may_be_ours && (newest_.value == sent_ || newest_.value == written_);
}

void Ownership::Yield(Instant now) {
  state_ = State::kYielded;
  first_offset_ = last_offset_ = newer_offset_ = -1;
  is_missing_ = has_old_generation_ = false;
  newer_wrote_last_ = true;
  if (is_caught_up_) ExpectNextWord(now);  // otherwise OnCaughtUp does it
}

// If somebody else wrote, the first such record counts: the newer publisher has to correct that one.
void Ownership::ExpectNextWord(Instant now) {
  const bool wrote_before = std::exchange(newer_wrote_last_, newest_.author == Author::kNewer);
  if (!newer_wrote_last_) {
    if (wrote_before) silent_at_ = std::min(silent_at_, now + takeover_after_ + kLongestCorrectionPause);
  } else if (newest_.is_down) {
    silent_at_ = now + takeover_after_;
  } else {
    silent_at_ =
        newest_.lease.has_value() ? now + topic::kLeasesUntilStale * *newest_.lease : Instant::InfiniteFuture();
  }
}

bool Ownership::WouldRepeat() const {
  return wish_ == Wish::kDown && newest_.author == Author::kNewer && newest_.is_down;
}

void Ownership::TakeOver() {
  state_ = State::kOwner;
  silent_at_ = Instant::InfiniteFuture();
  RaiseGeneration();
  has_read_older_ = true;
  is_missing_ = true;  // until we have published
}

// A record may claim the largest number there is; then the ids decide.
void Ownership::RaiseGeneration() {
  const bool is_largest = largest_generation_ == std::numeric_limits<int64_t>::max();
  instance_.generation = std::max(instance_.generation, largest_generation_ + (is_largest ? 0 : 1));
}

}  // namespace rollcall::agent
