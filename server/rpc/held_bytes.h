// SPDX-License-Identifier: Apache-2.0
// The bytes that an event loop holds for its callers: of requests that are not complete, and of answers that are not
// sent, because the caller does not read them. Knows who holds them, in the order in which that began. Used on the
// loop's thread only, where a comment does not say otherwise.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/rpc/outgoing_message.h"

namespace rollcall::rpc {

// What all loops of a server hold, and may hold. Thread-safe.
struct UnsentBudget {
  std::atomic<int64_t>& bytes;
  std::atomic<uint64_t>& refused;  // calls, while it is exceeded
  std::atomic<int64_t> limit;
  bool IsExceeded() const { return bytes.load(std::memory_order_relaxed) > limit; }
};

class HeldBytes {
 public:
  // Who holds bytes. An entry in a list, because each message makes one and takes it out again.
  class Holder {
   public:
    Holder() = default;
    virtual ~Holder() { Leave(); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

    // Lets go of them and ends what needed them, because the server holds too many. It may leave the list.
    virtual void OnMustLetGo() = 0;

    // What was counted for it by Hold.
    size_t held() const { return held_; }

    bool IsHolding() const { return next_ != this; }
    void Leave();

   private:
    friend class HeldBytes;
    size_t held_ = 0;
    Instant since_;
    Holder* previous_ = this;
    Holder* next_ = this;
  };

  // `budget`: what all loops hold, which this adds to. Must outlive this.
  explicit HeldBytes(UnsentBudget& budget) : budget_(budget) {}
  ~HeldBytes() { Publish(-published_); }

  // What time it is for those that join from here on.
  void SetNow(Instant now) { now_ = now; }
  // Joins the end of the list, if it is not in it.
  void Join(Holder& holder);

  // Counts this many bytes for the holder, instead of what was counted before. It joins the list, or leaves it with the
  // last byte.
  void Hold(Holder& holder, size_t bytes);

  void Add(size_t bytes) {
    total_ += static_cast<int64_t>(bytes);
    if (total_ - published_ >= kPublishAtLeast) Publish();
  }
  void Remove(size_t bytes) { total_ -= static_cast<int64_t>(bytes); }
  // Large pieces that several messages share count once.
  void Add(const Message& message);
  void Remove(const Message& message);

  // Of all loops. What others have added since they published is not in it.
  int64_t OfAllLoops() const { return budget_.bytes.load(std::memory_order_relaxed) + total_ - published_; }
  int64_t OfThisLoop() const { return total_; }
  void Publish() { Publish(total_ - published_); }
  UnsentBudget& budget() const { return budget_; }

  // Takes out of the list who has held bytes longest, and has them let go. False if there is nobody, or nobody who has
  // held them for `at_least`.
  bool LetGoOfOldest(absl::Duration at_least);

 private:
  // The entry with which the list begins and ends.
  class Ends final : public Holder {
    void OnMustLetGo() override {}
  };

  // Other loops, and threads that make answers, are to know soon.
  static constexpr int64_t kPublishAtLeast = 1 << 20;

  void Publish(int64_t more) {
    if (more == 0) return;
    budget_.bytes.fetch_add(more, std::memory_order_relaxed);
    published_ += more;
  }

  UnsentBudget& budget_;
  Instant now_;
  int64_t total_ = 0;
  int64_t published_ = 0;
  absl::flat_hash_map<const std::string*, size_t> shared_;  // messages that a large piece is in
  Ends list_;
};

}  // namespace rollcall::rpc
