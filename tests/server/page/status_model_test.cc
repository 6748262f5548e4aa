// SPDX-License-Identifier: Apache-2.0
#include "server/page/status_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/server/page/sample_cluster.h"
#include "tests/testing/compiled_filter.h"

namespace rollcall::page {
namespace {

using ::testing::ElementsAre;
using testing::FedStore;
using ::testing::HasSubstr;

std::vector<int32_t> ColumnsOf(const StatusModel& model) {
  std::vector<int32_t> ids;
  for (const MatrixNode& node : model.matrix.nodes) ids.push_back(node.id);
  return ids;
}

std::vector<std::string> NamesOf(const StatusModel& model) {
  std::vector<std::string> names;
  for (const MatrixRow& row : model.matrix.rows) names.push_back(row.name);
  return names;
}

std::vector<int32_t> NotesOf(const StatusModel& model) {
  std::vector<int32_t> ids;
  for (const NodeRemark& note : model.notes) ids.push_back(note.node_id);
  return ids;
}

class StatusModelTest : public ::testing::Test {
 protected:
  StatusModelTest() { FillSampleCluster(feed_); }
  FedStore feed_;
};

TEST_F(StatusModelTest, CountsAllNodes) {
  const auto model = ModelOf(feed_, {{"node", "1"}});
  const NodeCounts& counts = model->summary.counts;
  EXPECT_EQ(counts.up, 6U);
  EXPECT_EQ(counts.down, 1U);
  EXPECT_EQ(counts.invalid, 1U);
  EXPECT_EQ(counts.other, 1U);
  EXPECT_EQ(counts.stale, 1U);
  EXPECT_EQ(model->summary.header.problem_count(), 1);
}

TEST_F(StatusModelTest, TheMatrixHasTheMarksOfTheClient) {
  const auto model = ModelOf(feed_);
  EXPECT_THAT(ColumnsOf(*model), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
  ASSERT_THAT(NamesOf(*model), ElementsAre("audit", "mask"));
  using enum MatrixMark;
  EXPECT_THAT(model->matrix.rows[0].marks,
              ElementsAre(kSame, kSame, kSame, kDiffers, kErrored, kStale, kUnknown, kUnknown, kUnknown));
  EXPECT_THAT(model->matrix.rows[1].marks,
              ElementsAre(kSame, kSame, kSame, kAbsent, kAbsent, kUnknown, kUnknown, kUnknown, kUnknown));
  EXPECT_THAT(NotesOf(*model), ElementsAre(5, 6, 7, 8, 9));
  EXPECT_EQ(model->notes[0].text, "node 5 runs audit, which is errored");
}

// All nodes have a vote in what most nodes run, whatever is shown.
TEST_F(StatusModelTest, AFilterSelectsAndDoesNotCompareOtherwise) {
  const auto one = ModelOf(feed_, {{"node", "4-5"}});
  EXPECT_THAT(ColumnsOf(*one), ElementsAre(4, 5));
  EXPECT_THAT(one->matrix.rows[0].marks, ElementsAre(MatrixMark::kDiffers, MatrixMark::kErrored));
  EXPECT_EQ(one->row_count, 2u);

  const auto by_name = ModelOf(feed_, {{"name", "m*"}});
  EXPECT_THAT(NamesOf(*by_name), ElementsAre("mask"));
  EXPECT_EQ(by_name->matrix.nodes.size(), 9u) << "a matrix shows also where it is not";
  EXPECT_EQ(by_name->row_count, 3u);

  EXPECT_THAT(NamesOf(*ModelOf(feed_, {{"topic", "pay*"}})), ElementsAre("mask"));
  EXPECT_THAT(ColumnsOf(*ModelOf(feed_, {{"state", "down,invalid"}})), ElementsAre(7, 8));
  EXPECT_THAT(ColumnsOf(*ModelOf(feed_, {{"state", "stale"}})), ElementsAre(6));
  EXPECT_THAT(ColumnsOf(*ModelOf(feed_, {{"state", "stale,down"}})), ElementsAre(6, 7));
  EXPECT_THAT(ColumnsOf(*ModelOf(feed_, {{"state", "stale"}, {"node", "1-5"}})), ElementsAre());
}

TEST_F(StatusModelTest, WithTooManyNodesThoseComeFirstThatNeedAttention) {
  const auto model = ModelOf(feed_, {}, {.max_columns = 6});
  EXPECT_THAT(ColumnsOf(*model), ElementsAre(4, 5, 6, 7, 8, 9));
  EXPECT_EQ(model->selected_nodes, 9u);
  EXPECT_THAT(ColumnsOf(*ModelOf(feed_, {}, {.max_columns = 7})), ElementsAre(1, 4, 5, 6, 7, 8, 9));
  EXPECT_EQ(model->matrix.rows[0].marks.size(), 6u);
}

TEST_F(StatusModelTest, EverythingIsBounded) {
  const auto model = ModelOf(feed_, {}, {.max_names = 1, .max_rows = 2, .max_notes = 3});
  EXPECT_THAT(NamesOf(*model), ElementsAre("audit"));
  EXPECT_EQ(model->names, 2u);
  EXPECT_EQ(model->rows.size(), 2u);
  EXPECT_EQ(model->row_count, 9u);
  EXPECT_EQ(model->notes.size(), 3u);
  EXPECT_EQ(model->note_count, 5u);
}

TEST_F(StatusModelTest, ALargeClusterIsComparedInPart) {
  const auto model = ModelOf(feed_, {{"node", "1-3"}}, {.max_compared = 2});
  EXPECT_FALSE(model->compares_all);
  EXPECT_EQ(model->compared.nodes_size(), 2);
  EXPECT_EQ(model->selected_nodes, 3u);
  EXPECT_EQ(ModelOf(feed_, {}, {.max_compared_bytes = 1})->compared.nodes_size(), 1);
  EXPECT_TRUE(ModelOf(feed_)->compares_all);
}

TEST_F(StatusModelTest, TheDigestIsThatOfTheNodesThatTheEngineSelects) {
  for (const Parameters& parameters : {Parameters{}, {{"node", "1-4"}}, {{"state", "down"}}, {{"name", "mask"}}}) {
    const auto model = ModelOf(feed_, parameters);
    uint64_t digest = 0;
    for (const auto& version : *feed_.store().Latest()->nodes) {
      if (model->query.watched.MatchesNode(*version->node)) digest += version->node->fingerprint;
    }
    EXPECT_EQ(model->digest, digest);
    EXPECT_NE(model->digest, 0u);
  }
}

TEST_F(StatusModelTest, TheKeyChangesWithWhatIsShownAndNotWithTime) {
  const auto key = [this](Instant now = kSampleTime) {
    const auto model = ModelOf(feed_, {{"node", "1-3"}}, {}, now);
    return ShownKey(model->summary, model->digest);
  };
  const std::string before = key();
  EXPECT_EQ(key(kSampleTime + absl::Seconds(1)), before);
  feed_.Put(4, {});
  EXPECT_EQ(key(), before) << "node 4 is not shown, and is up as it was";
  feed_.Put(4, {}, "down");
  EXPECT_NE(key(), before) << "the summary is another one";
  const std::string second = key();
  feed_.Put(1, {});
  EXPECT_NE(key(), second);
  const std::string third = key();
  feed_.SetSource(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_NE(key(), third);
}

TEST(StatusModelOfNothingTest, BeforeTheFirstReadOnlyTheSourceIsKnown) {
  FedStore feed(FedStore::Start::kNotReady);
  feed.SetSource(v1::SOURCE_STATE_TOPIC_MISSING, "no such topic");
  const auto model = ModelOf(feed);
  EXPECT_FALSE(model->summary.is_ready);
  EXPECT_EQ(model->summary.header.source_state(), v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(model->summary.detail, "no such topic");
}

}  // namespace
}  // namespace rollcall::page
