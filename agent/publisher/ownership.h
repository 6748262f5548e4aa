// SPDX-License-Identifier: Apache-2.0
// Decides whether this publisher owns its node, and whether the topic still shows what it wrote.
//
// It is given each record that is read under the node's keys, and the offset of each record that this publisher wrote.
// By instance (instance.h), a record is ours, an older publisher's, a newer publisher's, or that of anybody else: a
// person, a reaper, another program. Records before our first one are older, whatever their generation; we raise ours
// above them.
//
//   Owner    A record after ours that is not ours means that our status is overwritten. If it is a newer publisher's,
//            this one yields; in any other case it has to publish again.
//   Yielded  Nothing is to be published. If the newer publisher says "down" and does not write again for
//            `takeover_after`, or lets its lease run out (three leases), or does not correct what somebody else wrote
//            (for `takeover_after` and the longest pause before a correction), this one takes over: with a generation
//            above all that it has read. But it leaves a "down" alone that it would only repeat;
//            otherwise two living publishers that are both down would take over from each other for ever.
//
// Plain code: no threads, no Kafka. Time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "agent/publisher/instance.h"
#include "agent/publisher/record_topic.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

// A record of the topic.
struct ReadRecord {
  int64_t offset = 0;
  std::string_view key;
  std::optional<std::string_view> value;  // nullopt: a tombstone
};

// A publisher whose status is overwritten again and again corrects it after a pause that grows up to this.
inline constexpr absl::Duration kLongestCorrectionPause = absl::Minutes(1);

class Ownership {
 public:
  enum class State { kOwner, kYielded };
  // What this publisher would publish.
  enum class Wish { kDown, kOther };

  // `instance` has the kind and the id of this run, and the smallest generation to use.
  Ownership(int32_t node_id, KeyFormat key_format, Instance instance, absl::Duration takeover_after);

  void SetWish(Wish wish) { wish_ = wish; }
  // A record with this value is being appended under our key; "" for a tombstone. It may be read before OnAppended.
  void OnSent(std::string value);
  // It was acknowledged.
  void OnAppended(int64_t offset, Instant now);

  // The log is read again from its start. What was read before may be gone.
  void OnReplayStarted();
  // A record with any key. One of another node is ignored, unless it is under our key and so replaces our status.
  void OnRecord(const ReadRecord& record, Instant now);
  // All records below `end` were read. `asked_at`: when the broker was asked for this end, InfinitePast if unknown.
  void OnCaughtUp(int64_t end, Instant asked_at, Instant now);

  State state() const { return state_; }
  const Instance& instance() const { return instance_; }
  // Whether OnCaughtUp was called since the last OnReplayStarted.
  bool is_caught_up() const { return is_caught_up_; }
  // Whether the topic, as far as it was read, does not show what we wrote last, and we own the node. False before the
  // first record of ours.
  bool IsOverwritten() const;
  // Whether our key has an older status of ours: an attempt that was given up, and was written after our last record
  // all the same; or one that was left when the topic lost our last record.
  bool HasOldStatus() const;
  // The newest record that was read for this node: its offset, -1 if there is none, and its instance, as written.
  int64_t newest_offset() const { return newest_.offset; }
  const std::string& newest_instance() const { return newest_.instance_text; }
  // Whether to ask the broker where the log ends, for an OnCaughtUp with a new `asked_at`. Only the log's end proves
  // that the newer publisher is silent, or that our record is missing if it is not read soon after it was acknowledged.
  bool NeedsEnd(Instant now) const { return NeedsEndAt() <= now; }
  // When NeedsEnd becomes true if nothing is read before. InfiniteFuture if it does not by time alone.
  Instant NeedsEndAt() const;
  // Whether a tombstone under this key of the node would remove another node's record.
  bool IsKeyOfAnotherNode(std::string_view key) const;

 private:
  enum class Author { kOurs, kOlder, kNewer, kOther };

  struct Newest {
    int64_t offset = -1;
    Author author = Author::kOther;
    std::string instance_text;
    int64_t generation = -1;
    std::string value;  // if it is ours; "" for a tombstone
    bool is_tombstone = false;
    bool is_down = false;
    std::optional<absl::Duration> lease;
  };

  void ForgetLog();
  std::optional<Newest> Classify(const ReadRecord& record);
  Author AuthorOf(const Instance& author);
  bool IsWhatWeWrote() const;
  bool IsGone() const;
  void JudgeNewer(Instant now);
  void Yield(Instant now);
  bool WouldRepeat() const;
  // Expects the next word of the newer publisher, after what was just read.
  void ExpectNextWord(Instant now);
  void TakeOver();
  void RaiseGeneration();

  const int32_t node_id_;
  const std::string key_;        // under which we write
  const std::string other_key_;  // the node's other key
  const absl::Duration takeover_after_;
  Instance instance_;
  State state_ = State::kOwner;
  Wish wish_ = Wish::kOther;
  bool is_caught_up_ = false;
  int64_t largest_generation_ = -1;  // of other publishers that own nodes, as far as read
  Newest newest_;
  int64_t newer_offset_ = -1;                  // of the newest record of a newer publisher that is not judged yet
  bool key_is_of_another_node_ = false;        // the newest record under key_
  bool other_key_is_of_another_node_ = false;  // the newest record under other_key_
  int64_t our_status_offset_ = -1;             // of the newest record under key_, if it is a status of ours

  std::optional<std::string> sent_;  // the value in flight
  int64_t sent_generation_ = -1;     // that it was made with
  int64_t read_when_sent_ = -1;      // the offset of newest_ at that time; -1 after OnReplayStarted
  std::string written_;              // the value that was acknowledged last
  int64_t first_offset_ = -1;        // of our first record; -1: none is known to be written
  bool has_read_older_ = false;      // all records before it were read: what has a larger generation is newer
  int64_t last_offset_ = -1;         // of the last one that was acknowledged
  Instant appended_at_;              // when that was acknowledged
  bool is_missing_ = false;          // our last record is not on the topic any more
  bool has_old_generation_ = false;  // our last record has a generation that is too small
  bool newer_wrote_last_ = true;     // whether the newest record is a newer publisher's; only if this one has yielded
  Instant silent_at_ = Instant::InfiniteFuture();
};

}  // namespace rollcall::agent
