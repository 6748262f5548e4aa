// SPDX-License-Identifier: Apache-2.0
#include "server/state/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/exit_code.h"
#include "base/instant.h"
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

  KeyTable table_;
  Index index_{ExactFrom{}, {.max_deleted = 3}};
  int64_t next_ = 0;
};

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
