// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/share_guard.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>

#include "absl/time/time.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kLease = absl::Seconds(10);

Moment At(int seconds) {
  return {.running = absl::Seconds(seconds), .instant = Instant(absl::UnixEpoch() + absl::Seconds(seconds))};
}

std::map<int32_t, ObservedNode> Leased(const std::set<int32_t>& ids) {
  std::map<int32_t, ObservedNode> leased;
  for (const int32_t id : ids) leased[id] = {.record = {}, .lease = kLease, .first_seen = At(0)};
  return leased;
}

TEST(ShareGuardTest, ExactlyTheShareMayGo) {
  ShareGuard guard(0.5);
  EXPECT_FALSE(guard.Judge(Leased({1, 2, 3, 4}), {1, 2}, At(0)).is_exceeded);
  EXPECT_TRUE(guard.Judge(Leased({1, 2, 3, 4}), {1, 2, 3}, At(0)).is_exceeded);
  EXPECT_TRUE(guard.Judge(Leased({1, 2, 3}), {1, 2}, At(0)).is_exceeded);
}

TEST(ShareGuardTest, OneNodeOfOneNeedsTheWholeShare) {
  EXPECT_TRUE(ShareGuard(0.5).Judge(Leased({1}), {1}, At(0)).is_exceeded);
  EXPECT_FALSE(ShareGuard(1).Judge(Leased({1}), {1}, At(0)).is_exceeded);
}

TEST(ShareGuardTest, AReapedNodeCountsForOneLease) {
  ShareGuard guard(0.5);
  guard.OnReaped({.node_id = 1, .lease = kLease}, At(0));
  const Share share = guard.Judge(Leased({2, 3}), {2}, At(10));
  EXPECT_EQ(share.going, 2);
  EXPECT_EQ(share.leased, 3);
  EXPECT_TRUE(share.is_exceeded);
  EXPECT_FALSE(guard.Judge(Leased({2, 3}), {2}, At(11)).is_exceeded) << "one of two, a lease later";
}

TEST(ShareGuardTest, AReapedNodeThatIsBackCountsOnce) {
  ShareGuard guard(0.5);
  guard.OnReaped({.node_id = 1, .lease = kLease}, At(0));
  const Share share = guard.Judge(Leased({1, 2, 3}), {1}, At(5));
  EXPECT_EQ(share.going, 1);
  EXPECT_EQ(share.leased, 3);
}

TEST(ShareGuardTest, ANoticeOfTheSameReapDoesNotBeginTheLeaseAgain) {
  ShareGuard guard(0.5);
  guard.OnReaped({.node_id = 1, .lease = kLease}, At(0));
  guard.OnReaped({.node_id = 1, .lease = kLease}, At(8));
  EXPECT_EQ(guard.Judge(Leased({2, 3}), {}, At(11)).going, 0);
  guard.OnReaped({.node_id = 1, .lease = kLease}, At(12));
  EXPECT_EQ(guard.Judge(Leased({2, 3}), {}, At(13)).going, 1);
}

}  // namespace
}  // namespace rollcall::agent
