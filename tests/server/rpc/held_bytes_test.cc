// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/held_bytes.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace rollcall::rpc {
namespace {

SharedBytes Bytes(size_t size) { return std::make_shared<const std::string>(size, 'x'); }

class HeldBytesTest : public ::testing::Test {
 protected:
  class Holder final : public HeldBytes::Holder {
   public:
    Holder(std::vector<int>& ended, int name) : ended_(ended), name_(name) {}
    void OnMustLetGo() override { ended_.push_back(name_); }

   private:
    std::vector<int>& ended_;
    const int name_;
  };

  std::atomic<int64_t> bytes_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  UnsentBudget budget_{bytes_, refused_, 1000};
  HeldBytes one_{budget_};
  HeldBytes other_{budget_};
  std::vector<int> ended_;
};

TEST_F(HeldBytesTest, LoopsAddUp) {
  one_.Add(600);
  other_.Add(500);
  EXPECT_EQ(one_.OfAllLoops(), 600);
  EXPECT_FALSE(budget_.IsExceeded());
  one_.Publish();
  other_.Publish();
  EXPECT_EQ(one_.OfAllLoops(), 1100);
  EXPECT_TRUE(budget_.IsExceeded());
  other_.Remove(500);
  other_.Publish();
  EXPECT_FALSE(budget_.IsExceeded());
  EXPECT_EQ(one_.OfThisLoop(), 600);
}

TEST_F(HeldBytesTest, MuchIsPublishedAtOnce) {
  one_.Add(2 << 20);
  EXPECT_TRUE(budget_.IsExceeded());
}

TEST_F(HeldBytesTest, WhatALoopHeldEndsWithIt) {
  {
    HeldBytes third(budget_);
    third.Add(700);
    third.Publish();
  }
  EXPECT_EQ(bytes_, 0);
}

TEST_F(HeldBytesTest, ALargePieceOfSeveralMessagesCountsOnce) {
  const SharedBytes large = Bytes(100'000);
  const Message first = {Bytes(10), large};
  const Message second = {Bytes(20), large};
  one_.Add(first);
  one_.Add(second);
  EXPECT_EQ(one_.OfThisLoop(), 100'030);
  one_.Remove(first);
  EXPECT_EQ(one_.OfThisLoop(), 100'020);
  one_.Remove(second);
  EXPECT_EQ(one_.OfThisLoop(), 0);
}

TEST_F(HeldBytesTest, WhoHoldsLongestLetsGoFirst) {
  Holder a(ended_, 1);
  Holder b(ended_, 2);
  Holder c(ended_, 3);
  for (Holder* holder : {&a, &b, &c, &a}) one_.Join(*holder);
  b.Leave();
  EXPECT_FALSE(b.IsHolding());
  EXPECT_TRUE(one_.LetGoOfOldest(absl::ZeroDuration()));
  EXPECT_TRUE(one_.LetGoOfOldest(absl::ZeroDuration()));
  EXPECT_FALSE(one_.LetGoOfOldest(absl::ZeroDuration()));
  EXPECT_EQ(ended_, (std::vector<int>{1, 3}));
}

TEST_F(HeldBytesTest, AHolderIsCountedWithWhatItHoldsNow) {
  Holder a(ended_, 1);
  one_.Hold(a, 500);
  one_.Hold(a, 300);
  EXPECT_EQ(a.held(), 300u);
  EXPECT_EQ(one_.OfThisLoop(), 300);
  EXPECT_TRUE(a.IsHolding());
  one_.Hold(a, 0);
  EXPECT_EQ(one_.OfThisLoop(), 0);
  EXPECT_FALSE(a.IsHolding());
}

TEST_F(HeldBytesTest, WhoIsDestroyedHasLeft) {
  Holder a(ended_, 1);
  {
    Holder b(ended_, 2);
    one_.Join(b);
    one_.Join(a);
  }
  EXPECT_TRUE(one_.LetGoOfOldest(absl::ZeroDuration()));
  EXPECT_EQ(ended_, std::vector<int>{1});
}

TEST_F(HeldBytesTest, WhoHasJustBegunIsLeftAlone) {
  Holder a(ended_, 1);
  Holder b(ended_, 2);
  const Instant now(absl::FromUnixSeconds(1000));
  one_.SetNow(now);
  one_.Join(a);
  one_.SetNow(now + absl::Seconds(1));
  one_.Join(b);
  EXPECT_TRUE(one_.LetGoOfOldest(absl::Seconds(1)));
  EXPECT_FALSE(one_.LetGoOfOldest(absl::Seconds(1)));
  EXPECT_EQ(ended_, std::vector<int>{1});
}

}  // namespace
}  // namespace rollcall::rpc
