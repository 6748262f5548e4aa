// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/node_publication.h"

#include <algorithm>
#include <utility>

#include "agent/publisher/content.h"
#include "base/check.h"
#include "topic/record/key.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kFirstRetryPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestRetryPause = absl::Seconds(5);
constexpr absl::Duration kFirstCorrectionPause = absl::Seconds(1);
constexpr double kEarliestRefresh = 0.55;  // of a lease
constexpr double kRefreshSpread = 0.25;
constexpr absl::Duration kQuiet = absl::Seconds(10);  // after the pause: then a correction is again the first one

}  // namespace

NodePublication::NodePublication(int32_t node_id, Instance instance, PublicationOptions options, Instant now)
    : node_id_(node_id),
      options_(std::move(options)),
      key_(KeyOf(node_id, options_.key_format)),
      created_(now),
      ownership_(node_id, options_.key_format, std::move(instance),
                 std::max(options_.takeover_after, options_.lease.value_or(absl::ZeroDuration()))) {}

void NodePublication::Set(std::string content, Instant now) {
  const bool is_down = IsDown(content);
  SetState({.content = std::move(content), .is_down = is_down}, now);
}

void NodePublication::Retire(Instant now) { SetState({}, now); }

void NodePublication::SetState(State state, Instant now) {
  is_renewed_ = true;
  if (desired_ == state) return;
  const bool was_changed = in_flight_.has_value() ? in_flight_->state != desired_ : IsChanged();
  desired_ = std::move(state);
  tombstones_left_.clear();
  ownership_.SetWish(desired_->is_down ? Ownership::Wish::kDown : Ownership::Wish::kOther);
  if (!was_changed) changed_at_ = now;
}

// Somebody else may use the node again after it was retired.
bool NodePublication::IsOverwritten() const {
  if (!desired_.has_value() || !is_renewed_) return false;
  return desired_->content.has_value() ? ownership_.IsOverwritten() : ownership_.HasOldStatus();
}

bool NodePublication::MayPublish() const {
  return desired_.has_value() && !in_flight_.has_value() && ownership_.state() == Ownership::State::kOwner;
}

// The first record waits until the topic was read, because it must have a larger generation than those before it.
Instant NodePublication::FirstTime() const {
  const bool knows_topic = !options_.follows || ownership_.is_caught_up();
  return knows_topic ? Instant::InfinitePast() : created_ + options_.longest_read;
}

std::optional<NodePublication::Due> NodePublication::NextDue() const {
  if (!MayPublish()) return std::nullopt;
  const bool has_lease = is_renewed_ && desired_->content.has_value();
  Due due{.time = has_lease ? lease_due_ : Instant::InfiniteFuture(), .cause = Cause::kLease};
  const Instant correction = last_correction_ + correction_pause_;
  if (IsOverwritten() && correction < due.time) due = {.time = correction, .cause = Cause::kCorrection};
  if (IsChanged()) {
    const Instant change = std::max(changed_at_ + options_.coalesce, last_change_record_ + options_.min_interval);
    const bool goes_on = is_retry_ || !tombstones_left_.empty();
    if (goes_on) due = {.time = Instant::InfinitePast(), .cause = is_retry_ ? Cause::kRetry : Cause::kChange};
    if (!goes_on && change < due.time) due = {.time = change, .cause = Cause::kChange};
  }
  if (due.time == Instant::InfiniteFuture()) return std::nullopt;
  due.time = std::max({due.time, retry_at_, FirstTime()});
  return due;
}

std::optional<NodePublication::Append> NodePublication::Next(Instant now) {
  const std::optional<Due> due = NextDue();
  if (!due.has_value() || due->time > now) return std::nullopt;
  if (due->cause == Cause::kCorrection) CountCorrection(now);
  if (desired_->content.has_value()) return AppendStatus(due->cause, now);
  if (tombstones_left_.empty()) tombstones_left_ = TombstoneKeys();
  if (!tombstones_left_.empty()) return AppendTombstone(due->cause, now);
  published_ = desired_;  // each key holds another node's record
  return std::nullopt;
}

Instant NodePublication::NextTime() const { return std::min(DueTime(), ownership_.NeedsEndAt()); }

Instant NodePublication::DueTime() const {
  const std::optional<Due> due = NextDue();
  return due.has_value() ? due->time : Instant::InfiniteFuture();
}

NodePublication::Append NodePublication::AppendStatus(Cause cause, Instant now) {
  if (cause == Cause::kChange) last_change_record_ = now;
  const bool has_lease = options_.lease.has_value() && !desired_->is_down;
  std::string value =
      StampContent(*desired_->content, ownership_.instance(), has_lease ? options_.lease : std::nullopt);
  in_flight_ = InFlight{.state = *desired_, .key = key_, .started = now, .has_lease = has_lease};
  ownership_.OnSent(value);
  return {.record = {.key = key_, .value = std::move(value)}, .cause = cause};
}

NodePublication::Append NodePublication::AppendTombstone(Cause cause, Instant now) {
  last_change_record_ = now;
  const std::string& key = tombstones_left_.front();
  in_flight_ = InFlight{.state = *desired_, .key = key, .started = now, .completes = tombstones_left_.size() == 1};
  if (key == key_) ownership_.OnSent("");
  return {.record = {.key = key, .value = std::nullopt}, .cause = cause};
}

// The decimal key first: statuses are mostly under the binary key, and an older record under the other one must not be
// shown in between. Before the topic was read, nobody knows which of two nodes a shared key belongs to.
std::vector<std::string> NodePublication::TombstoneKeys() const {
  std::vector<std::string> keys;
  for (const KeyFormat format : {KeyFormat::kDecimal, KeyFormat::kBinary}) {
    const std::string key = KeyOf(node_id_, format);
    const bool is_shared = topic::ReadKey(key).IsAmbiguous();
    if (is_shared && format != options_.key_format && !ownership_.is_caught_up()) continue;
    if (!ownership_.IsKeyOfAnotherNode(key)) keys.push_back(key);
  }
  return keys;
}

void NodePublication::OnAcked(int64_t offset, Instant now) {
  CHECK(in_flight_.has_value());
  const InFlight acked = *std::exchange(in_flight_, std::nullopt);
  if (acked.key == key_) ownership_.OnAppended(offset, now);
  is_retry_ = false;
  retry_pause_ = absl::ZeroDuration();
  if (desired_ == acked.state) std::erase(tombstones_left_, acked.key);
  published_ = acked.completes ? std::optional(acked.state) : std::nullopt;
  ScheduleLease(acked);
}

void NodePublication::ScheduleLease(const InFlight& acked) {
  lease_due_ = Instant::InfiniteFuture();
  lease_end_ = std::nullopt;
  if (!acked.has_lease) return;
  lease_due_ = acked.started + *options_.lease * (kEarliestRefresh + kRefreshSpread * options_.random());
  lease_end_ = acked.started + topic::kLeasesUntilStale * *options_.lease;
}

void NodePublication::OnFailed(Instant now) {
  CHECK(in_flight_.has_value());
  in_flight_.reset();
  published_.reset();
  is_retry_ = true;
  retry_pause_ = std::clamp(2 * retry_pause_, kFirstRetryPause, kLongestRetryPause);
  retry_at_ = now + retry_pause_ * (0.5 + 0.5 * options_.random());
}

void NodePublication::CountCorrection(Instant now) {
  const bool is_first = last_correction_ + correction_pause_ + kQuiet < now;
  correction_pause_ = is_first ? kFirstCorrectionPause : std::min(2 * correction_pause_, kLongestCorrectionPause);
  last_correction_ = now;
}

bool NodePublication::IsSettled() const {
  if (!desired_.has_value() || ownership_.state() == Ownership::State::kYielded) return true;
  const bool is_replaced = in_flight_.has_value() && in_flight_->state != desired_;
  return !is_replaced && !IsChanged() && !IsOverwritten();
}

}  // namespace rollcall::agent
