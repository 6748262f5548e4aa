// SPDX-License-Identifier: Apache-2.0
// A publisher's process in a PublicationHistory: what PublisherLoop does with threads and Kafka, done with events.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/testing/publication_history.h"
#include "topic/record/key.h"

namespace rollcall::testing {
namespace {

constexpr absl::Duration kLongestLatency = absl::Milliseconds(200);
constexpr absl::Duration kLongestTimeout = absl::Seconds(10);

}  // namespace

// What reaches a stopped process is handled when it goes on.
void PublicationHistory::Do(const PublisherPtr& publisher, std::function<void()> act) {
  if (!publisher->is_alive) return;
  if (publisher->is_stopped) return publisher->missed.push_back(std::move(act));
  act();
  Pump(publisher);
}

void PublicationHistory::Pump(const PublisherPtr& publisher) {
  NodePublication& publication = *publisher->publication;
  const Instant now = events_.now();
  NoticeState(*publisher);
  while (std::optional<NodePublication::Append> append = publication.Next(now)) {
    Send(publisher, *std::move(append));
    if (!failure_.empty()) return;
  }
  if (publication.NeedsEnd(now)) AskEnd(publisher);
  Instant next = publication.NextTime();
  if (next == Instant::InfiniteFuture()) return;
  if (next <= now) next = now + absl::Milliseconds(100);
  if (publisher->wakes_at > now && publisher->wakes_at <= next) return;
  publisher->wakes_at = next;
  events_.At(next, [this, publisher] { Do(publisher, [] {}); });
}

void PublicationHistory::Send(const PublisherPtr& publisher, NodePublication::Append append) {
  CheckSend(*publisher, append);
  auto sent = std::make_shared<Sent>(Sent{.record = std::move(append.record),
                                          .shows = publisher->content,
                                          .started = events_.now(),
                                          .number = publisher->sends++});
  publisher->is_in_flight = true;
  const bool fails = publisher->sink == Sink::kAway || (publisher->sink == Sink::kFlaky && random_.Chance(40));
  fails ? GiveUp(publisher, sent) : Deliver(publisher, sent);
}

void PublicationHistory::Deliver(const PublisherPtr& publisher, const std::shared_ptr<Sent>& sent) {
  publisher->lands_after = std::max(publisher->lands_after, events_.now() + UpTo(kLongestLatency));
  events_.At(publisher->lands_after, [this, publisher, sent] { Land(publisher, sent, true); });
}

// The record is never written, or before the attempt is given up, or later. The next one is of the same producer, and
// lands after it, or of another one.
void PublicationHistory::GiveUp(const PublisherPtr& publisher, const std::shared_ptr<Sent>& sent) {
  const Instant given_up = events_.now() + UpTo(kLongestTimeout);
  if (random_.Chance(60)) {
    const Instant lands = std::max(publisher->lands_after, events_.now() + UpTo(2 * kLongestTimeout));
    events_.At(lands, [this, publisher, sent] { Land(publisher, sent, false); });
    publisher->lands_after = random_.Chance(50) ? lands : Instant::InfinitePast();
  }
  events_.At(given_up, [this, publisher, sent] {
    sent->is_given_up = true;
    Do(publisher, [this, publisher] {
      publisher->is_in_flight = false;
      publisher->shown.reset();
      ++publisher->failures;
      Disturb(*publisher);
      publisher->publication->OnFailed(events_.now());
    });
  });
}

void PublicationHistory::Land(const PublisherPtr& publisher, const std::shared_ptr<Sent>& sent, bool is_acked) {
  const int64_t offset = Append(sent->record, publisher->number);
  CheckLanding(*publisher, *sent);
  if (!is_acked) return;
  events_.After(UpTo(kLongestLatency), [this, publisher, sent, offset] {
    Do(publisher, [this, publisher, sent, offset] {
      publisher->is_in_flight = false;
      publisher->shown = sent->shows;
      publisher->acked_start = sent->started;
      publisher->publication->OnAcked(offset, events_.now());
    });
  });
}

int64_t PublicationHistory::Append(const agent::Record& record, int publisher) {
  ModelRecord model;
  model.key = record.key;
  model.value = record.value;
  const int64_t offset = topic_.Append(std::move(model), events_.now().wall());
  latest_[record.key] = {.offset = offset, .value = record.value};
  TraceLine(absl::StrCat("  offset ", offset, ", ", publisher < 0 ? "foreign" : absl::StrCat("publisher ", publisher),
                         ": ", record.value.value_or("tombstone"), record.key.size() == 4 ? "" : " (decimal)"));
  for (const PublisherPtr& reader : publishers_) {
    ScheduleRead(reader);
    if (reader->number != publisher) ++reader->reasons_to_correct;
  }
  return offset;
}

void PublicationHistory::ScheduleRead(const PublisherPtr& publisher) {
  if (!publisher->is_alive || !publisher->can_read || std::exchange(publisher->is_read_scheduled, true)) return;
  events_.After(UpTo(kLongestLatency), [this, publisher] {
    publisher->is_read_scheduled = false;
    Do(publisher, [this, publisher] { Read(publisher); });
  });
}

void PublicationHistory::Read(const PublisherPtr& publisher) {
  if (!publisher->can_read) return;
  const bool is_replay = publisher->reads_again || publisher->generation != topic_.generation();
  if (is_replay) {
    publisher->reads_again = false;
    publisher->generation = topic_.generation();
    publisher->position = topic_.start();
    publisher->end = {.offset = topic_.end(), .asked_at = events_.now()};
    publisher->publication->OnReplayStarted();
  }
  ReadRecords(*publisher);
  if (topic_.FirstFrom(publisher->position) != nullptr) return ScheduleRead(publisher);
  if (!publisher->end.has_value() || publisher->position < publisher->end->offset) {
    publisher->position = topic_.end();
    publisher->publication->OnCaughtUp(publisher->position, Instant::InfinitePast(), events_.now());
  }
  if (!publisher->end.has_value()) return;
  const Publisher::End end = *std::exchange(publisher->end, std::nullopt);
  publisher->publication->OnCaughtUp(end.offset, end.asked_at, events_.now());
}

void PublicationHistory::ReadRecords(Publisher& publisher) {
  for (int records = 1 + random_.Below(20); records > 0; --records) {
    const ModelRecord* record = topic_.FirstFrom(publisher.position);
    if (record == nullptr) return;
    publisher.position = record->offset + 1;
    agent::ReadRecord read{.offset = record->offset, .key = *record->key, .value = std::nullopt};
    if (record->value.has_value()) read.value = *record->value;
    publisher.publication->OnRecord(read, events_.now());
  }
}

// The process may be stopped after the broker has answered.
void PublicationHistory::AskEnd(const PublisherPtr& publisher) {
  if (!publisher->can_read || std::exchange(publisher->awaits_end, true)) return;
  const Instant asked_at = events_.now();
  events_.After(UpTo(kLongestLatency), [this, publisher, asked_at] {
    const int64_t end = topic_.end();
    const size_t generation = topic_.generation();
    events_.After(UpTo(kLongestLatency), [this, publisher, asked_at, end, generation] {
      Do(publisher, [this, publisher, asked_at, end, generation] {
        publisher->awaits_end = false;
        if (generation == topic_.generation()) publisher->end = {.offset = end, .asked_at = asked_at};
        Read(publisher);
      });
    });
  });
}

}  // namespace rollcall::testing
