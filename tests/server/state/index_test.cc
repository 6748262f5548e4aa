// SPDX-License-Identifier: Apache-2.0
#include "server/state/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/exit_code.h"
#include "rollcall/instant.h"
#include "server/state/key_table.h"
#include "tests/testing/fake_feed.h"
#include "topic/record/key.h"

namespace rollcall::state {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::UpValue;

class IndexTest : public ::testing::Test {
 protected:
  void Read(int32_t id, const std::optional<std::string>& value) {
    const std::string key = topic::BinaryKey(id);
    table_.Apply({next_++, 1000, key, value}, RecordTracking::kOn);
  }
  void Commit() { index_.Apply(table_.TakeUpdate(), next_ - 1); }
  void Put(int32_t id) { Read(id, UpValue(id)), Commit(); }
  void Delete(int32_t id) { Read(id, std::nullopt), Commit(); }
  void Skip() { table_.NoteMissing(next_++); }

  std::vector<int32_t> IdsSince(int64_t revision) const {
    std::vector<int32_t> ids;
    for (const NodeVersionPtr& version : index_.Since(revision)) ids.push_back(version->id);
    return ids;
  }
  std::vector<int32_t> IdsShown() const {
    std::vector<int32_t> ids;
    for (const NodeVersionPtr& version : index_.Shown()) ids.push_back(version->id);
    return ids;
  }
  NodeVersionPtr Version(int32_t id) const {
    for (const NodeVersionPtr& version : index_.Since(kNoRevision)) {
      if (version->id == id) return version;
    }
    return nullptr;
  }

  int64_t SizeOf(int32_t id) const {
    return static_cast<int64_t>(sizeof(NodeVersion) + Version(id)->node->memory_bytes());
  }

  KeyTable table_;
  Index index_{ExactFrom{}, {.max_deleted = 3}};
  int64_t next_ = 0;
};

TEST_F(IndexTest, CountsTheBytesOfTheNodesThatAreLiveAndThatWereReplaced) {
  Put(1);
  Put(2);
  EXPECT_EQ(index_.live_bytes(), SizeOf(1) + SizeOf(2));
  EXPECT_EQ(index_.outdated_bytes(), 0);
  const int64_t replaced = SizeOf(1);
  Read(1, UpValue(1, {"a_name", "another_name"}));
  Commit();
  EXPECT_EQ(index_.live_bytes(), SizeOf(1) + SizeOf(2));
  EXPECT_EQ(index_.outdated_bytes(), replaced);
  const int64_t deleted = SizeOf(2);
  Delete(2);
  Delete(2);
  EXPECT_EQ(index_.live_bytes(), SizeOf(1));
  EXPECT_EQ(index_.outdated_bytes(), replaced + deleted);
}

TEST_F(IndexTest, StartsEmpty) {
  EXPECT_EQ(index_.revision(), kNoRevision);
  EXPECT_EQ(index_.digest(), 0u);
  EXPECT_THAT(index_.Since(kNoRevision), IsEmpty());
  EXPECT_THAT(index_.NewestAnchors(), IsEmpty());
  EXPECT_EQ(index_.NewestShown(100), nullptr);
}

TEST_F(IndexTest, OrdersByLastChangeAndShowsById) {
  Put(3), Put(-1), Put(2), Put(3), Delete(2);
  EXPECT_THAT(IdsSince(kNoRevision), ElementsAre(-1, 3, 2));
  EXPECT_THAT(IdsSince(1), ElementsAre(3, 2));
  EXPECT_THAT(IdsSince(3), ElementsAre(2));
  EXPECT_THAT(IdsSince(4), IsEmpty());
  EXPECT_THAT(IdsShown(), ElementsAre(-1, 3));
  EXPECT_EQ(index_.node_count(), 2);
  EXPECT_EQ(index_.revision(), 4);
  EXPECT_EQ(index_.NewestShown(100)->node_id, 3);
  EXPECT_EQ(index_.NewestShown(4)->node_id, 3);
  EXPECT_EQ(index_.NewestShown(3)->node_id, -1);
  EXPECT_EQ(index_.NewestShown(1), nullptr) << "the record there is superseded";
}

// An index that read only these records, up to `revision`.
class ContinuesTest : public ::testing::Test {
 protected:
  struct Record {
    int64_t offset;
    int32_t id;
    std::optional<std::string> value = "a";  // nullopt: a tombstone
    bool is_decimal = false;
  };
  static Index Read(const std::vector<Record>& records, int64_t revision) {
    KeyTable table;
    for (const Record& record : records) {
      const std::string key = record.is_decimal ? topic::DecimalKey(record.id) : topic::BinaryKey(record.id);
      std::optional<std::string> value;
      if (record.value.has_value()) value = UpValue(record.id, {*record.value});
      table.Apply({record.offset, 1000, key, value}, RecordTracking::kOn);
    }
    Index index{ExactFrom{}};
    index.Apply(table.TakeUpdate(), revision);
    return index;
  }

  const Index before_ = Read({{0, 1}, {1, 2}, {2, 3, std::nullopt}}, 2);
};

TEST_F(ContinuesTest, TheSameLogContinuesItself) {
  EXPECT_TRUE(before_.Continues(before_));
  EXPECT_TRUE(Read({{0, 1}, {1, 2}, {2, 3, std::nullopt}, {3, 4}}, 3).Continues(before_));
}

TEST_F(ContinuesTest, ReplacedRecordsAndTombstonesMayBeGone) {
  EXPECT_TRUE(Read({{3, 2, "b"}, {4, 1, "b"}}, 4).Continues(before_));
  EXPECT_TRUE(Read({{1, 2}, {4, 1, std::nullopt}, {5, 3}}, 5).Continues(before_));
}

TEST_F(ContinuesTest, ALogThatLacksALiveRecordIsAnother) { EXPECT_FALSE(Read({{1, 2}, {3, 4}}, 3).Continues(before_)); }

TEST_F(ContinuesTest, ALogThatEndsEarlierIsAnother) { EXPECT_FALSE(Read({{0, 1}, {1, 2}}, 1).Continues(before_)); }

TEST_F(ContinuesTest, AnotherRecordAtAnOffsetThatWasReadIsAnotherLog) {
  EXPECT_FALSE(Read({{0, 1}, {1, 2}, {2, 3}}, 2).Continues(before_)) << "node 3 was deleted there";
  EXPECT_FALSE(Read({{0, 1, "b"}, {1, 2}}, 2).Continues(before_)) << "node 1 had another status there";
  EXPECT_FALSE(Read({{0, 1}, {1, 4}, {3, 2, "b"}}, 3).Continues(before_)) << "node 4 was not there";
  EXPECT_FALSE(Read({{0, 9}, {3, 1, "b"}, {4, 2, "b"}, {5, 9}}, 5).Continues(before_)) << "replaced since";
}

// What came after it was cut off, and all that is left of the new tail is from above the old end.
TEST_F(ContinuesTest, ANodeMustHaveItsRecordOrANewerOne) {
  const Index before = Read({{0, 1}, {5, 1, "b"}}, 5);
  EXPECT_FALSE(Read({{0, 1}, {6, 2}}, 6).Continues(before)) << "an older one";
  EXPECT_TRUE(Read({{6, 1, "c"}}, 6).Continues(before));
}

// The tombstone of one key was the node's last change, and is forgotten. What the node shows is the same.
TEST_F(ContinuesTest, ATombstoneOfTheOtherKeyMayBeGone) {
  const Index before = Read({{0, 1}, {1, 1, std::nullopt, /*is_decimal=*/true}}, 1);
  EXPECT_TRUE(Read({{0, 1}}, 1).Continues(before));
}

TEST_F(IndexTest, DigestIsTheSumOfWhatIsShown) {
  for (int i = 0; i < 20; ++i) {
    i % 3 == 2 ? Delete(i % 5) : Put(i % 4);
    uint64_t sum = 0;
    for (const NodeVersionPtr& version : index_.Shown()) sum += version->node->fingerprint;
    EXPECT_EQ(index_.digest(), sum);
  }
}

TEST_F(IndexTest, ForgetsTheOldestDeletionsAndRaisesTheHorizon) {
  for (int id = 0; id < 5; ++id) Put(id);
  Delete(0), Delete(1), Delete(2);
  EXPECT_EQ(index_.horizon(), kNoRevision);
  Delete(3);
  EXPECT_EQ(index_.horizon(), 5);
  EXPECT_THAT(IdsSince(kNoRevision), ElementsAre(4, 1, 2, 3));
  Put(1), Delete(4);  // a node that came back is not deleted any longer
  EXPECT_EQ(index_.horizon(), 5);
  EXPECT_THAT(IdsSince(5), ElementsAre(2, 3, 1, 4));
}

TEST_F(IndexTest, AnchorsAreTheNewestChangesTombstonesToo) {
  for (int id = 0; id < 20; ++id) Put(id);
  Delete(7);
  const std::vector<Anchor> anchors = index_.NewestAnchors();
  ASSERT_EQ(anchors.size(), Index::kMaxAnchors);
  EXPECT_EQ(anchors[0].id, 7);
  EXPECT_EQ(anchors[0].offset, 20);
  EXPECT_EQ(anchors[1].id, 19);
  for (const Anchor& anchor : anchors) EXPECT_TRUE(index_.Contains(anchor));
}

TEST_F(IndexTest, RecognizesOldRecordsByItsRing) {
  Put(1);
  const Anchor old = index_.NewestAnchors()[0];
  Put(1);
  EXPECT_TRUE(index_.Contains(old));
  EXPECT_FALSE(index_.Contains({old.id, old.offset, old.fingerprint + 1}));
  EXPECT_FALSE(index_.Contains({old.id, old.offset + 7, old.fingerprint}));
}

TEST_F(IndexTest, RecognizesThePresentChangeOfANodeWithoutItsRing) {
  const std::string key = topic::BinaryKey(1);
  table_.Apply({0, 1000, key, UpValue(1)}, RecordTracking::kOff);
  next_ = 1;
  Commit();
  const Anchor anchor = index_.NewestAnchors()[0];
  EXPECT_TRUE(index_.Contains(anchor));
  EXPECT_FALSE(index_.Contains({2, anchor.offset, anchor.fingerprint}));
  table_.Apply({1, 1000, key, UpValue(1)}, RecordTracking::kOff);
  next_ = 2;
  Commit();
  EXPECT_FALSE(index_.Contains(anchor)) << "neither the index nor the ring has it";
}

TEST_F(IndexTest, VersionFollowsOnlyWhereNothingCanLieBetween) {
  Put(1);
  EXPECT_EQ(Version(1)->prev_revision, kNoRevision) << "the first that is known";
  Put(2), Put(1);
  EXPECT_EQ(Version(1)->prev_revision, 0);
  Read(1, UpValue(1)), Read(1, std::nullopt), Commit();
  EXPECT_EQ(Version(1)->prev_revision, kNoRevision) << "two changes seen as one";
  Put(2);
  EXPECT_EQ(Version(2)->prev_revision, 1);
  Skip();
  Put(2);
  EXPECT_EQ(Version(2)->prev_revision, kNoRevision) << "a record is missing between";
  Put(2);
  EXPECT_EQ(Version(2)->prev_revision, 7) << "the gap lies before both";
  Put(1);
  EXPECT_EQ(Version(1)->prev_revision, kNoRevision) << "the gap lies between these two";
}

using IndexDeathTest = IndexTest;

TEST_F(IndexDeathTest, ARevisionThatGoesBackIsABug) {
  Put(1), Put(2);
  EXPECT_EXIT(index_.Apply({}, 0), ::testing::ExitedWithCode(kExitBug), "revision >= revision_ \\(0 vs. 1\\)");
}

TEST_F(IndexDeathTest, AChangeOutsideItsBatchIsABug) {
  Put(1), Put(2);
  Update update;
  NodeChange& change = update.nodes.emplace_back();
  change.id = 1;
  change.mod_revision = 1;
  EXPECT_EXIT(index_.Apply(update, 2), ::testing::ExitedWithCode(kExitBug), "mod_revision > revision_");
  change.mod_revision = 3;
  EXPECT_EXIT(index_.Apply(update, 2), ::testing::ExitedWithCode(kExitBug), "mod_revision <= revision");
}

}  // namespace
}  // namespace rollcall::state
