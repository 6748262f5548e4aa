// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher_group.h"

#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <utility>

#include "server/watch/selection_registry.h"
#include "server/watch/watcher.h"
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

// A connection that is busy with a message for as long as it is told to be.
class FakeReader final : public Subscriber {
 public:
  explicit FakeReader(std::unique_ptr<Watcher> watcher) : watcher_(std::move(watcher)) {}

  const Watcher& watcher() const override { return *watcher_; }
  bool IsBusy() const override { return busy_ || ended_; }
  void TrySend(const state::Store& store, absl::Time now) override {
    ++pumps_;
    if (IsBusy()) return;
    const auto message = watcher_->Next(store, now);
    ended_ = !message.ok();
    busy_ = message.ok() && message->has_value();
    messages_ += busy_ ? 1 : 0;
  }

  void HandOn() { busy_ = false; }
  bool HasNothingToSay(const state::Store& store, absl::Time now) {
    if (IsBusy()) return true;
    const auto message = watcher_->Next(store, now);
    return message.ok() && !message->has_value();
  }
  int messages() const { return messages_; }
  int pumps() const { return pumps_; }
  bool has_ended() const { return ended_; }

 private:
  std::unique_ptr<Watcher> watcher_;
  bool busy_ = false;
  bool ended_ = false;
  int messages_ = 0;
  int pumps_ = 0;
};

class WatcherGroupTest : public WatchFixture {
 protected:
  FakeReader& Open(const v1::Filter& filter, WatchRequest request = {}) {
    const auto selection = selections_.Get(*select::Filter::Compile(filter), select::View::kBasic);
    readers_.emplace_back(NewWatcher(selection, std::move(request)));
    watcher_group_.Add(readers_.back());
    Flush(readers_.back());
    return readers_.back();
  }
  void Close(std::list<FakeReader>::iterator subscriber) {
    watcher_group_.Remove(*subscriber);
    readers_.erase(subscriber);
  }
  void Flush(FakeReader& subscriber) { watcher_group_.Flush(subscriber, feed_.store(), now_); }
  void Changed() { watcher_group_.FlushChanged(feed_.store(), now_); }
  void PassTime(absl::Duration time) {
    now_ += time;
    watcher_group_.FlushDue(feed_.store(), now_);
  }
  // What is written is read at once, until nobody has anything to say.
  void Settle() {
    for (FakeReader& subscriber : readers_) {
      while (subscriber.IsBusy() && !subscriber.has_ended()) HandOn(subscriber);
    }
  }
  void HandOn(FakeReader& subscriber) {
    subscriber.HandOn();
    Flush(subscriber);
  }

  SelectionRegistry selections_;
  std::list<FakeReader> readers_;
  WatcherGroup watcher_group_;
};

TEST_F(WatcherGroupTest, AChangeIsToldToThoseWhoseSelectionItConcerns) {
  feed_.PutUp(1);
  FakeReader& one = Open(OfNode(1));
  FakeReader& two = Open(OfNode(2));
  Settle();
  Changed();
  const int pumps = two.pumps();
  feed_.PutUp(1, {"a"});
  Changed();
  EXPECT_EQ(one.messages(), 2);
  EXPECT_EQ(two.messages(), 1);
  EXPECT_EQ(two.pumps(), pumps) << "a subscriber that a change does not concern must cost nothing";
}

TEST_F(WatcherGroupTest, NewsThatAnotherReaderFoundAreToldToAll) {
  FakeReader& one = Open({});
  FakeReader& two = Open({});
  Settle();
  Changed();
  feed_.PutUp(1);
  Flush(one);  // catches the selection up before the change is announced
  Changed();
  EXPECT_EQ(one.messages(), 2);
  EXPECT_EQ(two.messages(), 2);
}

TEST_F(WatcherGroupTest, AChangeOfTheSourceIsToldToAll) {
  FakeReader& one = Open(OfNode(1));
  FakeReader& two = Open(OfNode(2));
  Settle();
  Changed();
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_MISSING, now_);
  Changed();
  EXPECT_EQ(one.messages(), 2);
  EXPECT_EQ(two.messages(), 2);
}

TEST_F(WatcherGroupTest, FreshEvidenceAfterALapseIsToldAtOnce) {
  FakeReader& subscriber = Open({});
  Settle();
  PassTime(state::kCurrentFor + absl::Seconds(1));
  EXPECT_EQ(subscriber.messages(), 2) << "what was called current is not so any longer";
  Settle();
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, now_);
  Changed();
  EXPECT_EQ(subscriber.messages(), 3);
}

TEST_F(WatcherGroupTest, EvidenceThatComesInTimeCostsTheReadersNothing) {
  FakeReader& subscriber = Open({});
  Settle();
  PassTime(absl::Seconds(4));
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, now_);
  Changed();
  const int pumps = subscriber.pumps();
  PassTime(absl::Seconds(4));
  EXPECT_EQ(subscriber.pumps(), pumps);
  EXPECT_EQ(watcher_group_.NextWake(), now_ - absl::Seconds(4) + state::kCurrentFor + absl::Milliseconds(1));
}

TEST_F(WatcherGroupTest, OneThatWaitsForARevisionHearsOfIt) {
  WatchRequest request;
  request.min_revision = feed_.next_offset();
  FakeReader& subscriber = Open(OfNode(7), request);
  EXPECT_EQ(subscriber.messages(), 0);
  feed_.PutUp(1);  // concerns nobody
  Changed();
  EXPECT_EQ(subscriber.messages(), 1);
}

TEST_F(WatcherGroupTest, OneThatWaitsInVainIsToldWhenTheTimeIsUp) {
  feed_.SetSource(v1::SOURCE_STATE_BEHIND, now_);
  WatchRequest request;
  request.min_revision = feed_.next_offset();
  const FakeReader& subscriber = Open({}, request);
  EXPECT_EQ(watcher_group_.NextWake(), now_ + kRevisionWait);
  PassTime(kRevisionWait);
  EXPECT_TRUE(subscriber.has_ended());
  EXPECT_EQ(watcher_group_.NextWake(), absl::InfiniteFuture());
}

TEST_F(WatcherGroupTest, AHeartbeatPumpsOneReaderOnly) {
  feed_.SetSource(v1::SOURCE_STATE_BEHIND, now_);
  FakeReader& early = Open({});
  Settle();
  PassTime(absl::Seconds(5));
  FakeReader& late = Open({});
  Settle();
  Changed();
  const int pumps = late.pumps();
  PassTime(absl::Seconds(10));
  EXPECT_EQ(early.messages(), 2);
  EXPECT_EQ(late.pumps(), pumps) << "one heartbeat must not cost the other subscribers anything";
}

// Whatever happens in whatever order: who is not looked at has nothing to say.
TEST_F(WatcherGroupTest, WhoIsNotLookedAtHasNothingToSay) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
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
          if (!readers_.empty()) Close(readers_.begin());
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
        case 6:  // a change that one reader sees before it is announced
          feed_.PutUp(random.Below(4), {"b"});
          if (!readers_.empty()) Flush(readers_.front());
          break;
        case 7:
          for (FakeReader& subscriber : readers_) {
            if (random.Chance(50) && !subscriber.has_ended()) HandOn(subscriber);
          }
          break;
        default:
          feed_.PutUp(random.Below(4), {random.Chance(50) ? "a" : "bb"});
      }
      Changed();
      PassTime(absl::ZeroDuration());
      for (FakeReader& subscriber : readers_) {
        ASSERT_TRUE(subscriber.HasNothingToSay(feed_.store(), now_)) << "seed " << seed << ", step " << step;
      }
    }
    while (!readers_.empty()) Close(readers_.begin());
  }
}

}  // namespace
}  // namespace rollcall::watch
