// SPDX-License-Identifier: Apache-2.0
#include "server/state/key_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "tests/testing/fake_feed.h"
#include "topic/record/key.h"
#include "topic/record/status.h"

namespace rollcall::state {
namespace {

using ::testing::ElementsAre;
using testing::UpValue;

constexpr int32_t kTwin = 0x34333231;  // the bytes of "1234", little-endian
const std::string kAmbiguous = "1234";

class KeyTableTest : public ::testing::Test {
 protected:
  int64_t Put(std::string_view key, std::optional<std::string_view> value) {
    table_.Apply({next_, 1000, key, value}, RecordTracking::kOn);
    return next_++;
  }

  // The changes since the last call, by node.
  std::map<int32_t, NodeChange> Changes() {
    update_ = table_.TakeUpdate();
    std::map<int32_t, NodeChange> changes;
    for (const NodeChange& change : update_.nodes) changes[change.id] = change;
    EXPECT_EQ(changes.size(), update_.nodes.size());
    return changes;
  }

  v1::Problem::Code ProblemOf(std::string_view key, std::string_view value) {
    Put(key, value);
    const auto changes = Changes();
    EXPECT_EQ(changes.size(), 1u);
    v1::ListNodesResponse response;
    EXPECT_TRUE(response.ParseFromString(std::string(changes.begin()->second.node->field())));
    EXPECT_EQ(response.nodes(0).problem().offset(), next_ - 1);
    EXPECT_EQ(response.nodes(0).problem().key(), key);
    EXPECT_NE(response.nodes(0).problem().message(), "");
    return response.nodes(0).problem().code();
  }

  KeyTable table_;
  Update update_;
  int64_t next_ = 0;
};

TEST_F(KeyTableTest, BothEncodingsMeanTheNode) {
  Put(topic::BinaryKey(5), UpValue(5));
  Put("6", UpValue(6));
  const auto changes = Changes();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes.at(5).mod_revision, 0);
  EXPECT_EQ(changes.at(6).mod_revision, 1);
  EXPECT_EQ(changes.at(6).node->state, v1::NodeStatus::STATE_UP);
}

TEST_F(KeyTableTest, NodeShowsItsNewestLiveRecordAmongItsKeys) {
  Put(topic::BinaryKey(5), UpValue(5));
  Put("5", UpValue(5));
  EXPECT_EQ(Changes().at(5).node->offset, 1);

  Put("5", std::nullopt);
  const auto after_tombstone = Changes();
  EXPECT_EQ(after_tombstone.at(5).node->offset, 0);
  EXPECT_EQ(after_tombstone.at(5).mod_revision, 2) << "a tombstone is a change";

  Put(topic::BinaryKey(5), UpValue(5));
  EXPECT_EQ(Changes().at(5).node->offset, 3);
  Put(topic::BinaryKey(5), std::nullopt);
  EXPECT_EQ(Changes().at(5).node, nullptr);
}

TEST_F(KeyTableTest, RecordsAreCountedPerNode) {
  Put(topic::BinaryKey(5), UpValue(5));
  Put("5", UpValue(5));
  Put("5", UpValue(5));
  EXPECT_EQ(Changes().at(5).records, 3);
  Put("5", UpValue(5));
  EXPECT_EQ(Changes().at(5).records, 1);
}

TEST_F(KeyTableTest, ValueSaysWhatAnAmbiguousKeyMeans) {
  Put(kAmbiguous, UpValue(1234));
  auto changes = Changes();
  EXPECT_NE(changes.at(1234).node, nullptr);
  EXPECT_EQ(changes.at(kTwin).node, nullptr);
  EXPECT_EQ(changes.at(kTwin).mod_revision, 0);

  Put(kAmbiguous, UpValue(kTwin));
  changes = Changes();
  EXPECT_EQ(changes.at(1234).node, nullptr);
  EXPECT_NE(changes.at(kTwin).node, nullptr);
  EXPECT_EQ(changes.at(1234).mod_revision, 1);
}

TEST_F(KeyTableTest, AmbiguousKeyWhoseValueNamesNeitherMeansTheDecimalId) {
  Put(kAmbiguous, UpValue(7));
  const auto changes = Changes();
  EXPECT_EQ(changes.at(1234).node->state, v1::NodeStatus::STATE_INVALID);
  EXPECT_EQ(changes.at(kTwin).node, nullptr);
  EXPECT_FALSE(changes.contains(7));
}

TEST_F(KeyTableTest, AmbiguousTombstoneChangesBothNodes) {
  const std::string other_key = topic::DecimalKey(kTwin);
  Put(other_key, UpValue(kTwin));
  Put(topic::BinaryKey(1234), UpValue(1234));
  Put(kAmbiguous, UpValue(kTwin));
  auto changes = Changes();
  EXPECT_EQ(changes.at(kTwin).node->offset, 2);
  EXPECT_EQ(changes.at(1234).node->offset, 1);
  EXPECT_EQ(changes.at(1234).mod_revision, 2);

  Put(kAmbiguous, std::nullopt);
  changes = Changes();
  EXPECT_EQ(changes.at(kTwin).node->offset, 0);
  EXPECT_EQ(changes.at(kTwin).mod_revision, 3);
  EXPECT_EQ(changes.at(1234).node->offset, 1);
  EXPECT_EQ(changes.at(1234).mod_revision, 3);
}

TEST_F(KeyTableTest, ChangesComeInTheirOrder) {
  Put("2", UpValue(2));
  Put("1", UpValue(1));
  Put(kAmbiguous, UpValue(1234));
  Put("2", UpValue(2));
  Changes();
  std::vector<int32_t> ids;
  for (const NodeChange& change : update_.nodes) ids.push_back(change.id);
  EXPECT_THAT(ids, ElementsAre(1, 1234, kTwin, 2));
}

TEST_F(KeyTableTest, UnusableRecordMakesItsNodeInvalid) {
  EXPECT_EQ(ProblemOf("5", "nonsense"), v1::Problem::CODE_BAD_JSON);
  EXPECT_EQ(ProblemOf("5", ""), v1::Problem::CODE_BAD_JSON);
  EXPECT_EQ(ProblemOf("5", R"({"node_id":5,"status":7,"coprocessors":{}})"), v1::Problem::CODE_WRONG_TYPE);
  EXPECT_EQ(ProblemOf("5", R"({"node_id":5.0,"status":"up","coprocessors":{}})"), v1::Problem::CODE_WRONG_TYPE);
  EXPECT_EQ(ProblemOf("5", R"({"node_id":3000000000,"status":"up","coprocessors":{}})"),
            v1::Problem::CODE_NODE_ID_OUT_OF_RANGE);
  EXPECT_EQ(ProblemOf("5", UpValue(6)), v1::Problem::CODE_KEY_MISMATCH);
  EXPECT_EQ(ProblemOf("5", std::string(topic::kMaxValueBytes + 1, ' ')), v1::Problem::CODE_TOO_LARGE);
  Put("5", UpValue(5));
  EXPECT_EQ(Changes().at(5).node->state, v1::NodeStatus::STATE_UP) << "the next usable record heals it";
}

TEST_F(KeyTableTest, KeysThatAreNoNodeIdBelongToNoNode) {
  Put("no-node-0", "x");
  Put("no-node-1", "x");
  EXPECT_TRUE(Changes().empty());
  EXPECT_EQ(update_.invalid_keys->count, 2);
  EXPECT_EQ(update_.invalid_keys->newest[0].key(), "no-node-1");

  const InvalidKeySummaryPtr before = update_.invalid_keys;
  Put("1", UpValue(1));
  Changes();
  EXPECT_EQ(update_.invalid_keys, before) << "the same object until something changed";
  Put("no-node-1", std::nullopt);
  Changes();
  EXPECT_EQ(update_.invalid_keys->count, 1);
  EXPECT_EQ(update_.invalid_keys->newest[0].key(), "no-node-0");
}

TEST_F(KeyTableTest, NullKeyChangesNothingButIsTracked) {
  table_.Apply({3, 1000, std::nullopt, "x"}, RecordTracking::kOn);
  EXPECT_TRUE(Changes().empty());
  EXPECT_EQ(update_.invalid_keys->count, 0);
  ASSERT_EQ(update_.records.size(), 1u);
  EXPECT_EQ(update_.records[0].offset, 3);
}

TEST_F(KeyTableTest, RecordIdsAndFingerprintsAreThoseOfTheRecords) {
  const std::string value = UpValue(5);
  Put("5", value);
  Put("5", std::nullopt);
  table_.Apply({9, 1000, "6", UpValue(6)}, RecordTracking::kOff);
  const auto changes = Changes();
  ASSERT_EQ(update_.records.size(), 2u);
  EXPECT_EQ(update_.records[0].fingerprint, topic::Fingerprint({0, 1000, "5", value}));
  EXPECT_EQ(update_.records[1].fingerprint, topic::Fingerprint({1, 1000, "5", std::nullopt}));
  EXPECT_EQ(changes.at(5).change_fingerprint, update_.records[1].fingerprint);
  EXPECT_EQ(changes.at(6).change_fingerprint, changes.at(6).node->fingerprint);
  EXPECT_EQ(changes.at(6).node->fingerprint, topic::Fingerprint({9, 1000, "6", UpValue(6)}));
}

TEST_F(KeyTableTest, NothingChangedIsAnEmptyUpdate) {
  Put("5", UpValue(5));
  Changes();
  EXPECT_TRUE(Changes().empty());
  EXPECT_TRUE(update_.records.empty());
}

TEST_F(KeyTableTest, TombstoneOfANodeNeverSeenIsAChange) {
  Put("5", std::nullopt);
  const auto changes = Changes();
  EXPECT_EQ(changes.at(5).node, nullptr);
  EXPECT_EQ(changes.at(5).mod_revision, 0);
}

TEST_F(KeyTableTest, KnowsTheLatestRecordOfAKey) {
  Put("5", UpValue(5));
  EXPECT_TRUE(table_.IsLatest("5", 0));
  Changes();
  EXPECT_TRUE(table_.IsLatest("5", 0)) << "after decoding too";
  Put("5", std::nullopt);
  EXPECT_FALSE(table_.IsLatest("5", 0));
  EXPECT_TRUE(table_.IsLatest("5", 1));
  EXPECT_FALSE(table_.IsLatest("6", 1));
  EXPECT_FALSE(table_.IsLatest("no-node", 1));
}

TEST_F(KeyTableTest, FindsTheFirstRecordThatWasNotReadLikeThat) {
  Put("5", UpValue(5));
  Changes();
  Put("6", UpValue(6));
  const RecordId second = *table_.last_record_id();
  Put("7", UpValue(7));
  const RecordId third = *table_.last_record_id();
  EXPECT_EQ(table_.FindConflict({{0, 99}, second, third}, 1), std::nullopt) << "the first is below";
  EXPECT_EQ(table_.FindConflict({second, {2, third.fingerprint + 1}, {9, 9}}, 1), 2);
  EXPECT_EQ(table_.FindConflict({second, third, {3, 9}}, 1), 3) << "none was read there";
}

TEST_F(KeyTableTest, KnowsTheOldestLiveRecord) {
  EXPECT_EQ(table_.OldestLive(), std::nullopt);
  Put("no-node", "x");
  Put("5", UpValue(5));
  Put("6", UpValue(6));
  EXPECT_EQ(table_.OldestLive(), 0);
  Put("no-node", std::nullopt);
  EXPECT_EQ(table_.OldestLive(), 1);
  Changes();
  EXPECT_EQ(table_.OldestLive(), 1) << "after decoding too";
  Put("5", std::nullopt);
  Put("6", UpValue(6));
  EXPECT_EQ(table_.OldestLive(), 5) << "a tombstone is not live";
}

TEST_F(KeyTableTest, DecodingInPartsChangesNothing) {
  Put("5", UpValue(5));
  Put("6", UpValue(6));
  EXPECT_FALSE(table_.DecodeSome(1));
  Put("5", UpValue(5));
  Put("6", std::nullopt);
  EXPECT_TRUE(table_.DecodeSome(1 << 20));
  EXPECT_TRUE(table_.IsLatest("5", 2));
  const auto changes = Changes();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes.at(5).records, 2);
  EXPECT_EQ(changes.at(5).node->offset, 2);
  EXPECT_EQ(changes.at(6).records, 2);
  EXPECT_EQ(changes.at(6).mod_revision, 3);
  EXPECT_EQ(changes.at(6).node, nullptr);
}

// A table of a second read, which shares the nodes of the first one.
class SharingKeyTableTest : public KeyTableTest {
 protected:
  // Reads "5", and then a record in a second table. Returns the node as both tables show it.
  std::pair<encoding::EncodedNodePtr, encoding::EncodedNodePtr> ReadAgain(const topic::RecordView& record) {
    table_.Apply({7, 1000, "5", value_}, RecordTracking::kOn);
    const encoding::EncodedNodePtr first = Changes().at(5).node;
    Begin();
    table_.Apply(record, RecordTracking::kOn);
    return {first, Changes().at(5).node};
  }
  void Begin() {
    KeyTable again;
    again.ShareWith(std::move(table_));
    table_ = std::move(again);
  }

  const std::string value_ = UpValue(5);
};

TEST_F(SharingKeyTableTest, ARecordThatIsReadAgainIsKeptOnce) {
  const auto [first, second] = ReadAgain({7, 1000, "5", value_});
  EXPECT_EQ(first, second);
  EXPECT_EQ(update_.nodes.front().change_fingerprint, first->fingerprint);
}

TEST_F(SharingKeyTableTest, AnotherRecordIsNotMistakenForIt) {
  const std::string other = UpValue(5, {"other"});
  const std::string other_key = topic::BinaryKey(5);
  const topic::RecordView others[] = {
      {8, 1000, "5", value_}, {7, 1001, "5", value_}, {7, 1000, other_key, value_}, {7, 1000, "5", other}};
  for (const topic::RecordView& record : others) {
    table_ = KeyTable();
    const auto [first, second] = ReadAgain(record);
    EXPECT_NE(first, second);
    EXPECT_EQ(second->offset, record.offset);
    EXPECT_EQ(second->key(), *record.key);
    EXPECT_EQ(second->value(), *record.value);
    EXPECT_EQ(second->fingerprint, topic::Fingerprint(record));
  }
}

TEST_F(SharingKeyTableTest, WhatIsWrittenAfterItCounts) {
  const auto [first, second] = ReadAgain({7, 1000, "5", value_});
  Begin();
  table_.Apply({7, 1000, "5", value_}, RecordTracking::kOn);
  table_.Apply({8, 1000, "5", UpValue(5, {"newer"})}, RecordTracking::kOn);
  EXPECT_EQ(Changes().at(5).node->offset, 8);
  Begin();
  table_.Apply({8, 1000, "5", UpValue(5, {"newer"})}, RecordTracking::kOn);
  table_.Apply({9, 1000, "5", std::nullopt}, RecordTracking::kOn);
  EXPECT_EQ(Changes().at(5).node, nullptr);
}

TEST_F(SharingKeyTableTest, AReadThatIsGivenUpLosesNothing) {
  table_.Apply({7, 1000, "5", value_}, RecordTracking::kOn);
  const encoding::EncodedNodePtr first = Changes().at(5).node;
  for (int times = 0; times < 2; ++times) Begin();
  table_.Apply({7, 1000, "5", value_}, RecordTracking::kOn);
  Begin();
  table_.Apply({7, 1000, "5", value_}, RecordTracking::kOn);
  EXPECT_EQ(Changes().at(5).node, first);
}

using KeyTableDeathTest = KeyTableTest;

TEST_F(KeyTableDeathTest, OffsetsThatDoNotAscendAreABug) {
  const auto ends_as_bug = ::testing::ExitedWithCode(kExitBug);
  Put("5", UpValue(5));
  EXPECT_EXIT(table_.Apply({0, 1000, "5", "x"}, RecordTracking::kOn), ends_as_bug, "highest_passed_ .0 vs. 0");
  table_.NoteMissing(7);
  EXPECT_EXIT(table_.NoteMissing(7), ends_as_bug, "highest_passed_ .7 vs. 7");
  EXPECT_EXIT(table_.Apply({7, 1000, "5", "x"}, RecordTracking::kOff), ends_as_bug, "highest_passed_ .7 vs. 7");
}

}  // namespace
}  // namespace rollcall::state
