// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/single_write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/testing/fake_status_topic.h"
#include "topic/record/key.h"

namespace rollcall::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The key "1234" can mean either of these two nodes.
constexpr int32_t kDecimalTwin = 1234;
constexpr int32_t kBinaryTwin = 875770417;

std::string StatusOf(int32_t node_id) {
  return absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{}})");
}

class SingleWriterTest : public testing::Test {
 protected:
  RetireResult Retire(int32_t node_id, RetireMode mode = RetireMode::kForce) {
    return writer_.Retire(node_id, mode, Instant(absl::UnixEpoch()), Deadline(absl::InfiniteDuration()));
  }

  std::vector<std::string> TombstonedKeys() const {
    std::vector<std::string> keys;
    for (const Record& record : topic_.records) {
      if (!record.value.has_value()) keys.push_back(record.key);
    }
    return keys;
  }

  FakeStatusTopic topic_;
  SingleWriter writer_{topic_, topic_};
};

TEST_F(SingleWriterTest, PublishesUnderTheRequestedKey) {
  topic_.first_offset = 42;
  const NodeValue value{.node_id = 5, .json = StatusOf(5)};
  EXPECT_EQ(writer_.Publish(value, KeyFormat::kBinary, Deadline(absl::InfiniteDuration())).value_or(-1), 42);
  EXPECT_EQ(writer_.Publish(value, KeyFormat::kDecimal, Deadline(absl::InfiniteDuration())).value_or(-1), 43);
  ASSERT_EQ(topic_.records.size(), 2u);
  EXPECT_EQ(topic_.records[0].key, topic::BinaryKey(5));
  EXPECT_EQ(topic_.records[1].key, "5");
  EXPECT_EQ(topic_.records[1].value, value.json);
}

TEST_F(SingleWriterTest, WritesNothingToAnUnsuitableTopic) {
  topic_.check = absl::FailedPreconditionError("2 partitions");
  EXPECT_EQ(writer_.Publish({.node_id = 5, .json = StatusOf(5)}, KeyFormat::kBinary, Deadline(absl::InfiniteDuration()))
                .status(),
            topic_.check);
  EXPECT_EQ(Retire(5).status, topic_.check);
  EXPECT_THAT(topic_.records, IsEmpty());
}

TEST_F(SingleWriterTest, RetiresBothKeysTheDecimalKeyFirst) {
  const RetireResult result = Retire(5);
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(TombstonedKeys(), ElementsAre("5", topic::BinaryKey(5)));
  ASSERT_EQ(result.tombstones.size(), 2u);
  EXPECT_EQ(result.tombstones[0].format, KeyFormat::kDecimal);
  EXPECT_EQ(result.tombstones[1].format, KeyFormat::kBinary);
  EXPECT_EQ(result.tombstones[1].offset, 1);
  EXPECT_EQ(topic_.lookups, 0) << "neither key can mean another node";
}

TEST_F(SingleWriterTest, ACheckReadsTheTopicOnceForBothKeys) {
  topic_.records = {{.key = "5", .value = StatusOf(5)}, {.key = topic::BinaryKey(5), .value = StatusOf(5)}};
  EXPECT_TRUE(Retire(5, RetireMode::kCheck).status.ok());
  EXPECT_THAT(TombstonedKeys(), ElementsAre("5", topic::BinaryKey(5)));
  EXPECT_EQ(topic_.lookups, 1);
}

TEST_F(SingleWriterTest, ACheckLooksAtTheNewestRecordOfBothKeys) {
  const absl::Time now = absl::UnixEpoch();
  topic_.records = {{.key = topic::BinaryKey(5), .value = StatusOf(5)},
                    {.key = "5", .value = R"({"node_id":5,"status":"down","coprocessors":{}})"}};
  topic_.times = {now, now};
  EXPECT_TRUE(Retire(5, RetireMode::kCheck).status.ok()) << "the newest says that it is down";
  topic_.records = {{.key = "5", .value = R"({"node_id":5,"status":"down","coprocessors":{}})"},
                    {.key = topic::BinaryKey(5), .value = StatusOf(5)}};
  topic_.times = {now, now};
  EXPECT_TRUE(absl::IsFailedPrecondition(Retire(5, RetireMode::kCheck).status));
}

TEST_F(SingleWriterTest, ACheckedNodeWithoutAnyRecordIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(Retire(5, RetireMode::kCheck).status));
  topic_.records = {{.key = "1234", .value = StatusOf(kBinaryTwin)}};
  const RetireResult result = Retire(kDecimalTwin, RetireMode::kCheck);
  EXPECT_TRUE(absl::IsNotFound(result.status)) << "the record is the other node's";
  EXPECT_EQ(result.kept.size(), 1u);
  EXPECT_THAT(TombstonedKeys(), IsEmpty());
}

TEST_F(SingleWriterTest, ACheckedNodeThatIsRetiredGetsNoOtherTombstone) {
  topic_.records = {{.key = "5", .value = StatusOf(5)}, {.key = "5", .value = std::nullopt}};
  const RetireResult result = Retire(5, RetireMode::kCheck);
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.retired_before, 1);
  EXPECT_EQ(topic_.records.size(), 2u);
}

TEST_F(SingleWriterTest, ASharedKeyIsRetiredIfItsRecordIsFromThisNode) {
  topic_.records = {{.key = "1234", .value = StatusOf(kDecimalTwin)}};
  EXPECT_TRUE(Retire(kDecimalTwin).status.ok());
  EXPECT_THAT(TombstonedKeys(), ElementsAre("1234", topic::BinaryKey(kDecimalTwin)));
}

TEST_F(SingleWriterTest, ASharedKeyIsKeptIfItsRecordIsFromTheOtherNode) {
  topic_.records = {{.key = "1234", .value = StatusOf(kBinaryTwin)}};
  const RetireResult result = Retire(kDecimalTwin);
  EXPECT_TRUE(result.status.ok());
  EXPECT_THAT(TombstonedKeys(), ElementsAre(topic::BinaryKey(kDecimalTwin)));
  ASSERT_EQ(result.kept.size(), 1u);
  EXPECT_EQ(result.kept[0].other_node_id, kBinaryTwin);
}

TEST_F(SingleWriterTest, ASharedKeyIsKeptAlsoIfTheOtherNodeIsTheDecimalOne) {
  topic_.records = {{.key = "1234", .value = StatusOf(kDecimalTwin)}};
  const RetireResult result = Retire(kBinaryTwin);
  EXPECT_THAT(TombstonedKeys(), ElementsAre(absl::StrCat(kBinaryTwin)));
  ASSERT_EQ(result.kept.size(), 1u);
  EXPECT_EQ(result.kept[0].other_node_id, kDecimalTwin);
}

TEST_F(SingleWriterTest, ABrokenValueUnderASharedKeyCountsForTheDecimalNode) {
  topic_.records = {{.key = "1234", .value = "{"}};
  EXPECT_EQ(Retire(kBinaryTwin).kept.size(), 1u);
  EXPECT_EQ(Retire(kDecimalTwin).kept.size(), 0u);
  EXPECT_THAT(TombstonedKeys(), ElementsAre(absl::StrCat(kBinaryTwin), "1234", topic::BinaryKey(kDecimalTwin)));
}

TEST_F(SingleWriterTest, ASharedKeyWithoutARecordGetsNoTombstone) {
  EXPECT_TRUE(Retire(kDecimalTwin).status.ok());
  EXPECT_THAT(TombstonedKeys(), ElementsAre(topic::BinaryKey(kDecimalTwin)));
  topic_.records = {{.key = "1234", .value = StatusOf(kDecimalTwin)}, {.key = "1234", .value = std::nullopt}};
  EXPECT_TRUE(Retire(kDecimalTwin).status.ok());
  EXPECT_THAT(TombstonedKeys(), ElementsAre("1234", topic::BinaryKey(kDecimalTwin)));
}

TEST_F(SingleWriterTest, ASharedKeyIsKeptIfItCannotBeLookedUp) {
  topic_.lookup = absl::UnavailableError("no broker");
  const RetireResult result = Retire(kDecimalTwin);
  EXPECT_EQ(result.status, topic_.lookup);
  EXPECT_THAT(topic_.records, IsEmpty());
}

TEST_F(SingleWriterTest, TombstonesThatWereAcknowledgedAreReportedEvenIfTheRestFails) {
  topic_.appends_until_failure = 1;
  const RetireResult result = Retire(5);
  EXPECT_TRUE(absl::IsUnavailable(result.status));
  ASSERT_EQ(result.tombstones.size(), 1u);
  EXPECT_EQ(result.tombstones[0].offset, 0);
}

}  // namespace
}  // namespace rollcall::agent
