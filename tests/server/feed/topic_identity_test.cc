// SPDX-License-Identifier: Apache-2.0
#include "server/feed/topic_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TopicIdentityTest, ARecordReadAfterALookupWaitsForItsBrokersToConfirmTheId) {
  TopicIdentity identity("a");
  identity.AddSource(1);
  identity.SetLookups(1);
  EXPECT_FALSE(identity.IsConfirmed());
  EXPECT_THAT(identity.sources(), ElementsAre(1));
  EXPECT_TRUE(identity.Confirm("a", 1, {1}));
  EXPECT_TRUE(identity.IsConfirmed());
  EXPECT_THAT(identity.sources(), IsEmpty());
}

TEST(TopicIdentityTest, OnceConfirmedAllRecordsUpToTheNextLookupAre) {
  TopicIdentity identity("a");
  identity.AddSource(1);
  identity.SetLookups(1);
  identity.Confirm("a", 1, {1});
  identity.AddSource(1);
  identity.SetLookups(1);
  EXPECT_TRUE(identity.IsConfirmed());
  identity.SetLookups(2);
  EXPECT_FALSE(identity.IsConfirmed());
}

TEST(TopicIdentityTest, AnotherIdIsAnotherTopic) {
  TopicIdentity identity("a");
  EXPECT_FALSE(identity.Confirm("b", 1, {1}));
}

// Such a probe is about no record. The client may read from another topic directly afterwards.
TEST(TopicIdentityTest, AProbeFromBeforeTheFirstRecordConfirmsNothing) {
  TopicIdentity identity("a");
  identity.SetLookups(1);
  EXPECT_TRUE(identity.Confirm("a", 1, {}));
  identity.AddSource(1);
  identity.SetLookups(1);
  EXPECT_FALSE(identity.IsConfirmed());
}

TEST(TopicIdentityTest, AProbeFromBeforeALookupDoesNotConfirmWhatWasReadAfterIt) {
  TopicIdentity identity("a");
  identity.AddSource(1);
  identity.SetLookups(2);
  EXPECT_TRUE(identity.Confirm("a", 1, {1}));
  EXPECT_FALSE(identity.IsConfirmed());
}

TEST(TopicIdentityTest, AllBrokersThatRecordsCameFromAreToBeAsked) {
  TopicIdentity identity("a");
  identity.AddSource(1);
  identity.SetLookups(1);
  identity.AddSource(2);
  identity.AddSource(2);
  identity.SetLookups(2);
  EXPECT_THAT(identity.sources(), ElementsAre(1, 2));
}

TEST(TopicIdentityTest, WithoutIdsNothingIsHeldBack) {
  TopicIdentity identity("");
  identity.AddSource(1);
  identity.SetLookups(1);
  EXPECT_TRUE(identity.IsConfirmed());
  EXPECT_TRUE(identity.Confirm("b", 1, {1}));
  TopicIdentity known("a");
  EXPECT_TRUE(known.Confirm("", 1, {1})) << "these brokers give no id";
}

}  // namespace
}  // namespace rollcall::feed
