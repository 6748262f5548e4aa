// SPDX-License-Identifier: Apache-2.0
#include "server/history/change_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rollcall/client/node.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/random.h"
#include "tests/testing/record_author.h"
#include "topic/record/key.h"

namespace rollcall::history {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Row;
using testing::StatusJson;

class ChangePageTest : public ::testing::Test {
 protected:
  ChangePageTest() { fold_.Begin(0); }

  // Writes to the log, and what the record changed to the page.
  void Write(const std::string& key, std::optional<std::string> value) {
    topic::RecordView record{next_, 1'000 * next_, key, std::nullopt};
    if (value.has_value()) record.value = *value;
    page().Add({record, v1::NodeChange::TIME_SOURCE_PRODUCER}, fold_.Apply(record));
    ++next_;
  }
  void Put(int32_t node_id, const std::vector<Row>& rows, std::string_view status = "up") {
    Write(topic::BinaryKey(node_id), StatusJson(node_id, rows, status));
  }
  void Delete(int32_t node_id) { Write(topic::BinaryKey(node_id), std::nullopt); }

  ChangePage& page() {
    if (page_ == nullptr) {
      query_ = *CompileChangesQuery(request_);
      page_ = std::make_unique<ChangePage>(query_);
    }
    return *page_;
  }
  std::vector<v1::NodeChange> Changes() {
    v1::ListChangesResponse response;
    EXPECT_TRUE(response.ParseFromString(page().Encoded()));
    return {response.changes().begin(), response.changes().end()};
  }
  std::vector<int64_t> Offsets() {
    std::vector<int64_t> offsets;
    for (const v1::NodeChange& change : Changes()) offsets.push_back(change.offset());
    return offsets;
  }
  std::vector<v1::NodeChange::Kind> Kinds() {
    std::vector<v1::NodeChange::Kind> kinds;
    for (const v1::NodeChange& change : Changes()) kinds.push_back(change.kind());
    return kinds;
  }

  v1::ListChangesRequest request_;  // to be filled before the first record

 private:
  const select::Filter all_;
  HistoryFold fold_{all_};
  ChangesQuery query_;
  std::unique_ptr<ChangePage> page_;
  int64_t next_ = 0;
};

TEST_F(ChangePageTest, HasAllThatAChangeIs) {
  Put(7, {{.name = "a"}});
  Put(7, {{.name = "b"}}, "odd");
  const v1::NodeChange change = Changes()[0];
  EXPECT_EQ(change.node_id(), 7);
  EXPECT_EQ(change.kind(), v1::NodeChange::KIND_CHANGED);
  EXPECT_EQ(change.offset(), 1);
  EXPECT_EQ(change.publish_time().seconds(), 1);
  EXPECT_EQ(change.time_source(), v1::NodeChange::TIME_SOURCE_PRODUCER);
  EXPECT_EQ(change.key(), topic::BinaryKey(7));
  EXPECT_EQ(change.before().revision(), 0);
  EXPECT_EQ(change.before().coprocessors(0).name(), "a");
  EXPECT_EQ(change.after().revision(), 1);
  EXPECT_EQ(change.after().status_text(), "odd");
  EXPECT_NE(change.after().fingerprint(), 0u) << "the tail of the node is there";
  EXPECT_FALSE(change.before_uncertain() || change.after_uncertain());
}

TEST_F(ChangePageTest, EachKindNewestFirst) {
  request_.set_include_republished(true);
  Put(7, {});
  Put(7, {});
  Put(7, {{.name = "a"}});
  Delete(7);
  EXPECT_THAT(Kinds(), ElementsAre(v1::NodeChange::KIND_DELETED, v1::NodeChange::KIND_CHANGED,
                                   v1::NodeChange::KIND_REPUBLISHED, v1::NodeChange::KIND_ADDED));
  EXPECT_FALSE(Changes()[0].has_after());
  EXPECT_FALSE(Changes()[3].has_before());
}

TEST_F(ChangePageTest, LeavesOutWhatSaysTheSameAgainAndWhatDeletesNothing) {
  Put(7, {});
  Put(7, {});
  Delete(7);
  Delete(7);
  EXPECT_THAT(Offsets(), ElementsAre(2, 0));
}

TEST_F(ChangePageTest, RowsThatTheFilterDoesNotSelectAreNoChange) {
  request_.mutable_filter()->add_names("a*");
  Put(7, {{.name = "b"}});
  Put(7, {{.name = "a1"}, {.name = "b"}});
  Put(7, {{.name = "a1"}});
  Put(7, {}, "down");
  EXPECT_THAT(Offsets(), ElementsAre(3, 1));
  EXPECT_EQ(Changes()[1].after().coprocessors_size(), 1);
  EXPECT_EQ(Changes()[0].after().state(), v1::NodeStatus::STATE_DOWN);
}

TEST_F(ChangePageTest, AStateIsSelectedBeforeOrAfter) {
  request_.mutable_filter()->add_states(v1::NodeStatus::STATE_DOWN);
  Put(7, {});
  Put(7, {{.name = "a"}});
  Put(7, {}, "down");
  Put(7, {});
  EXPECT_THAT(Offsets(), ElementsAre(3, 2));
}

TEST_F(ChangePageTest, KeepsTheNewestAndSaysWhereTheOlderOnesEnd) {
  request_.set_page_size(2);
  Put(7, {});
  EXPECT_EQ(page().next_before_offset(), std::nullopt);
  Delete(7);
  Put(7, {});
  EXPECT_THAT(Offsets(), ElementsAre(2, 1));
  EXPECT_EQ(page().next_before_offset(), 1);
}

TEST_F(ChangePageTest, TheChangesOfOneRecordStayTogether) {
  request_.set_page_size(1);
  Write("1234", StatusJson(1234, {}));
  Write("1234", StatusJson(0x34333231, {}));
  EXPECT_THAT(Offsets(), ElementsAre(1, 1));
  EXPECT_EQ(page().next_before_offset(), 1);
  Put(7, {});
  EXPECT_THAT(Offsets(), ElementsAre(2));
  EXPECT_EQ(page().next_before_offset(), 2);
}

TEST_F(ChangePageTest, EndsAtItsSize) {
  const std::string large(400'000, 'x');
  for (int32_t id = 1; id <= 4; ++id) Put(id, {{.name = "a", .description = large}});
  EXPECT_THAT(Offsets(), ElementsAre(3, 2));
  EXPECT_EQ(page().next_before_offset(), 2);
  Put(4, {{.name = "b", .description = large + large}});
  EXPECT_THAT(Offsets(), ElementsAre(4)) << "more than a page's bytes, but a record's changes are always there";
}

// The command line, which watches, and the history call the same things a change.
TEST_F(ChangePageTest, ComparesAsClientsDo) {
  request_.set_include_republished(true);
  testing::Random random(1);
  const testing::RecordAuthor author{random, 2};
  for (int i = 0; i < 300; ++i) {
    const testing::ModelRecord record = random.Chance(80) ? author.Status() : author.OddRecord();
    if (record.key.has_value()) Write(*record.key, record.value);
  }
  int republished = 0;
  int changed = 0;
  for (const v1::NodeChange& change : Changes()) {
    if (!change.has_before() || !change.has_after()) continue;
    const bool is_same = client::SameContent(change.before(), change.after());
    EXPECT_EQ(change.kind() == v1::NodeChange::KIND_REPUBLISHED, is_same) << change.DebugString();
    ++(is_same ? republished : changed);
  }
  EXPECT_GT(changed, 10);
  EXPECT_GT(republished, 0);
}

}  // namespace
}  // namespace rollcall::history
