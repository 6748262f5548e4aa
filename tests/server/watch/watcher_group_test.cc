// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher_group.h"

#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "rollcall/instant.h"
#include "server/select/min_revision.h"
#include "server/watch/selection_registry.h"
#include "server/watch/watcher.h"
#include "tests/testing/compiled_filter.h"
#include "tests/testing/random.h"
#include "tests/testing/watch_fixture.h"

namespace rollcall::watch {
namespace {

using testing::Random;

v1::Filter OfNode(int32_t id) {
  v1::Filter filter;
  filter.add_node_ids(id);
  return filter;
}

// A connection that asks for the next message when it is woken, unless it is busy with one until Deliver() is called.
class FakeSubscriber final : public Subscriber {
 public:
  FakeSubscriber(std::unique_ptr<Watcher> watcher, const state::Store& store, const Instant& now)
      : watcher_(std::move(watcher)), store_(store), now_(now) {}

  Watcher& watcher() override { return *watcher_; }
  void Wake() override {
    ++wakes_;
    awaits_wake_ = false;
    TrySend();
  }
  void TrySend() {
    if (IsBusy()) return;
    const auto message = membership->Next(store_, now_);
    ended_ = !message.ok();
    busy_ = message.ok() && message->has_value();
    awaits_wake_ = busy_ && (*message)->is_last;
    messages_ += busy_ ? 1 : 0;
  }
  void Deliver() {
    busy_ = false;
    if (!awaits_wake_) TrySend();
  }

  bool IsBusy() const { return busy_ || ended_; }
  bool HasNothingDue(const state::Store& store, Instant now) {
    if (IsBusy()) return true;
    const auto message = watcher_->Next(store, now);
    return message.ok() && !message->has_value();
  }
  int messages() const { return messages_; }
  int wakes() const { return wakes_; }
  bool has_ended() const { return ended_; }

  std::optional<WatcherGroup::Membership> membership;

 private:
  std::unique_ptr<Watcher> watcher_;
  const state::Store& store_;
  const Instant& now_;
  bool busy_ = false;
  bool awaits_wake_ = false;  // the message that it is busy with is the last, and it was not woken since
  bool ended_ = false;
  int messages_ = 0;
  int wakes_ = 0;
};

class WatcherGroupTest : public WatchFixture {
 protected:
  WatcherGroupTest() = default;
  WatcherGroupTest(SelectionLimits limits, int64_t slice_work) : selections_(limits), watcher_group_(slice_work) {}

  FakeSubscriber& Open(const v1::Filter& filter, WatchRequest request = {}) {
    const auto selection = selections_.Get(*testing::CompileFilter(filter), select::View::kBasic);
    subscribers_.emplace_back(NewWatcher(selection, std::move(request)), feed_.store(), now_);
    subscribers_.back().membership.emplace(watcher_group_.Add(subscribers_.back()));
    subscribers_.back().TrySend();
    return subscribers_.back();
  }
  void Close(std::list<FakeSubscriber>::iterator subscriber) { subscribers_.erase(subscriber); }
  void Changed() { watcher_group_.WakeChanged(feed_.store()); }
  void PassTime(absl::Duration time) {
    now_ += time;
    watcher_group_.WakeDue(feed_.store(), now_);
  }
  // Returns how many there were.
  int DoSlices(int at_most) {
    int slices = 0;
    for (; watcher_group_.HasWork() && slices < at_most; ++slices) watcher_group_.DoSlice(feed_.store());
    return slices;
  }
  void RunRandomEvents(uint64_t seeds);
  // Delivers every message at once, until no subscriber has one.
  void Settle() {
    for (FakeSubscriber& subscriber : subscribers_) {
      while (subscriber.IsBusy() && !subscriber.has_ended()) subscriber.Deliver();
    }
  }

  SelectionRegistry selections_;
  WatcherGroup watcher_group_;
  std::list<FakeSubscriber> subscribers_;
};

TEST_F(WatcherGroupTest, AChangeIsSentToTheSelectionsThatItConcerns) {
  feed_.PutUp(1);
  FakeSubscriber& one = Open(OfNode(1));
  FakeSubscriber& two = Open(OfNode(2));
  Settle();
  Changed();
  const int wakes = two.wakes();
  feed_.PutUp(1, {"a"});
  Changed();
  EXPECT_EQ(one.messages(), 2);
  EXPECT_EQ(two.messages(), 1);
  EXPECT_EQ(two.wakes(), wakes) << "a subscriber that a change does not concern must cost nothing";
}

TEST_F(WatcherGroupTest, AChangeThatOneSubscriberFoundIsSentToAll) {
  FakeSubscriber& one = Open({});
  FakeSubscriber& two = Open({});
  Settle();
  Changed();
  feed_.PutUp(1);
  one.TrySend();  // catches the selection up before the change is announced
  Changed();
  EXPECT_EQ(one.messages(), 2);
  EXPECT_EQ(two.messages(), 2);
}

TEST_F(WatcherGroupTest, AChangeOfTheSourceIsSentToAll) {
  FakeSubscriber& one = Open(OfNode(1));
  FakeSubscriber& two = Open(OfNode(2));
  Settle();
  Changed();
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_MISSING, now_);
  Changed();
  EXPECT_EQ(one.messages(), 2);
  EXPECT_EQ(two.messages(), 2);
}

TEST_F(WatcherGroupTest, FreshEvidenceAfterAnExpiryIsSentAtOnce) {
  FakeSubscriber& subscriber = Open({});
  Settle();
  PassTime(state::kCurrentFor + absl::Seconds(1));
  EXPECT_EQ(subscriber.messages(), 2) << "a state that was called current must be corrected";
  Settle();
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, now_);
  Changed();
  EXPECT_EQ(subscriber.messages(), 3);
}

TEST_F(WatcherGroupTest, EvidenceThatComesInTimeCostsTheSubscribersNothing) {
  FakeSubscriber& subscriber = Open({});
  Settle();
  PassTime(absl::Seconds(4));
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, now_);
  Changed();
  const int wakes = subscriber.wakes();
  PassTime(absl::Seconds(4));
  EXPECT_EQ(subscriber.wakes(), wakes);
  EXPECT_EQ(watcher_group_.NextWake(), now_ - absl::Seconds(4) + state::kCurrentFor + absl::Milliseconds(1));
}

TEST_F(WatcherGroupTest, OneThatWaitsForARevisionIsSentIt) {
  WatchRequest request;
  request.min_revision = feed_.next_offset();
  FakeSubscriber& subscriber = Open(OfNode(7), request);
  EXPECT_EQ(subscriber.messages(), 0);
  feed_.PutUp(1);  // concerns nobody
  Changed();
  EXPECT_EQ(subscriber.messages(), 1);
}

TEST_F(WatcherGroupTest, OneThatWaitsInVainEndsWhenTheTimeIsUp) {
  feed_.SetSource(v1::SOURCE_STATE_BEHIND, now_);
  WatchRequest request;
  request.min_revision = feed_.next_offset();
  const FakeSubscriber& subscriber = Open({}, request);
  EXPECT_EQ(watcher_group_.NextWake(), now_ + select::kRevisionWait);
  PassTime(select::kRevisionWait);
  EXPECT_TRUE(subscriber.has_ended());
  EXPECT_EQ(watcher_group_.NextWake(), Instant::InfiniteFuture());
}

TEST_F(WatcherGroupTest, AHeartbeatWakesOneSubscriberOnly) {
  feed_.SetSource(v1::SOURCE_STATE_BEHIND, now_);
  FakeSubscriber& early = Open({});
  Settle();
  PassTime(absl::Seconds(5));
  FakeSubscriber& late = Open({});
  Settle();
  Changed();
  const int wakes = late.wakes();
  PassTime(absl::Seconds(10));
  EXPECT_EQ(early.messages(), 2);
  EXPECT_EQ(late.wakes(), wakes) << "one heartbeat must not cost the other subscribers anything";
}

class SlicedGroupTest : public WatcherGroupTest {
 protected:
  SlicedGroupTest() : WatcherGroupTest({.catch_up_work = 0}, 1) {}
};

TEST_F(SlicedGroupTest, NewWatchesLeaveTheLoopToTheOthersBetweenTheirSlices) {
  for (int id = 0; id < 10; ++id) feed_.PutUp(id);
  FakeSubscriber& healthy = Open(OfNode(1));
  DoSlices(1000);
  Settle();
  EXPECT_EQ(healthy.messages(), 1);
  const FakeSubscriber& one = Open(OfName("a"));
  const FakeSubscriber& two = Open(OfName("b"));
  DoSlices(4);
  EXPECT_EQ(one.messages() + two.messages(), 0) << "neither is built yet";
  feed_.PutUp(1, {"a"});
  Changed();
  DoSlices(9);  // three turns of each
  EXPECT_EQ(healthy.messages(), 2);
  EXPECT_EQ(one.messages() + two.messages(), 0) << "still not";
  DoSlices(1000);
  EXPECT_EQ(one.messages(), 1);
  EXPECT_EQ(two.messages(), 1);
  EXPECT_FALSE(watcher_group_.HasWork());
}

TEST_F(SlicedGroupTest, AnUnfinishedSelectionThatNobodyWatchesCostsNothing) {
  for (int id = 0; id < 10; ++id) feed_.PutUp(id);
  Open({});
  DoSlices(2);
  EXPECT_TRUE(watcher_group_.HasWork());
  Close(subscribers_.begin());
  EXPECT_FALSE(watcher_group_.HasWork());
}

TEST_F(SlicedGroupTest, ChangesWhileASelectionWasBuiltAreSentWithoutAnotherChange) {
  for (int id = 0; id < 10; ++id) feed_.PutUp(id);
  FakeSubscriber& subscriber = Open({});
  DoSlices(3);
  feed_.PutUp(3, {"a"});
  Changed();
  DoSlices(1000);
  Settle();
  DoSlices(1000);
  Settle();
  EXPECT_EQ(subscriber.messages(), 2);
  EXPECT_FALSE(subscriber.watcher().selection()->IsBehind(feed_.store()));
}

// All selections together do one slice of work when the store has changed.
TEST_F(SlicedGroupTest, AChangeOfTheStoreCostsOneSlice) {
  for (int id = 0; id < 5; ++id) Open(OfNode(id));
  DoSlices(1000);
  feed_.PutUp(9);
  Changed();
  int behind = 0;
  for (FakeSubscriber& subscriber : subscribers_) {
    behind += subscriber.watcher().selection()->IsBehind(feed_.store()) ? 1 : 0;
  }
  EXPECT_GE(behind, 4);
  DoSlices(1000);
  for (FakeSubscriber& subscriber : subscribers_) {
    EXPECT_FALSE(subscriber.watcher().selection()->IsBehind(feed_.store()));
  }
}

// In any order of events, a subscriber that the group does not wake has no message due.
void WatcherGroupTest::RunRandomEvents(uint64_t seeds) {
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    Random random(seed);
    const std::vector<v1::Filter> filters = {{}, OfNode(0), OfNode(1), OfName("a"), OfName("b*")};
    for (int step = 0; step < 100; ++step) {
      switch (random.Below(9)) {
        case 0: {
          WatchRequest request;
          if (random.Chance(30)) request.min_revision = feed_.next_offset() + random.Below(3) - 1;
          Open(random.Pick(filters), request);
          break;
        }
        case 1:
          if (!subscribers_.empty()) Close(subscribers_.begin());
          break;
        case 2:
          feed_.Delete(random.Below(4));
          break;
        case 3:
          if (random.Chance(20)) feed_.Replay();
          break;
        case 4:
          feed_.SetSource(random.Chance(70) ? v1::SOURCE_STATE_CURRENT : v1::SOURCE_STATE_BEHIND, now_);
          break;
        case 5:
          PassTime(absl::Seconds(random.Below(8)));
          break;
        case 6:  // a change that one subscriber sees before the group does
          feed_.PutUp(random.Below(4), {"b"});
          if (!subscribers_.empty()) subscribers_.front().TrySend();
          break;
        case 7:
          for (FakeSubscriber& subscriber : subscribers_) {
            if (random.Chance(50) && !subscriber.has_ended()) subscriber.Deliver();
          }
          break;
        default:
          feed_.PutUp(random.Below(4), {random.Chance(50) ? "a" : "bb"});
      }
      Changed();
      DoSlices(random.Below(4));
      PassTime(absl::ZeroDuration());
      if (random.Chance(50)) continue;  // what is left is done after the next event
      DoSlices(10'000);
      for (FakeSubscriber& subscriber : subscribers_) {
        ASSERT_TRUE(subscriber.HasNothingDue(feed_.store(), now_)) << "seed " << seed << ", step " << step;
      }
    }
    while (!subscribers_.empty()) Close(subscribers_.begin());
  }
}

TEST_F(WatcherGroupTest, ASubscriberThatIsNotWokenHasNothingDue) { RunRandomEvents(200); }

TEST_F(SlicedGroupTest, ASubscriberThatIsNotWokenHasNothingDueOnceTheWorkIsDone) { RunRandomEvents(50); }

}  // namespace
}  // namespace rollcall::watch
