// SPDX-License-Identifier: Apache-2.0
#include "server/history/history_handler.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/testing/error_detail.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/listed_log.h"

namespace rollcall::history {
namespace {

using testing::DetailOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::StatusJson;

// A store and the log that it was read from.
class HistoryHandlerTest : public ::testing::Test {
 protected:
  // The record at an offset is of that second.
  void Write(int32_t node_id, std::string value) {
    const std::string key = topic::BinaryKey(node_id);
    const int64_t offset = feed_.PutRecord(key, value);
    log_.entries.push_back({offset, key, std::move(value), offset * 1'000});
  }
  // Node 7 at the offsets 0 to 4.
  void WriteFive() {
    for (const char* name : {"a", "b", "c", "d", "e"}) Write(7, StatusJson(7, {{.name = name}}));
  }

  absl::StatusOr<v1::ListChangesResponse> List(const HistoryLimits& limits = {}) {
    const HistoryHandler handler(feed_.store(), log_, limits);
    const absl::StatusOr<std::string> bytes = handler.Handle(
        *CompileChangesQuery(request_), time_left_, [] { return testing::kFeedTime; }, [this] { return is_wanted_; });
    if (!bytes.ok()) return bytes.status();
    v1::ListChangesResponse response;
    EXPECT_TRUE(response.ParseFromString(*bytes));
    return response;
  }
  static std::vector<int64_t> OffsetsOf(const v1::ListChangesResponse& response) {
    std::vector<int64_t> offsets;
    for (const v1::NodeChange& change : response.changes()) offsets.push_back(change.offset());
    return offsets;
  }
  static std::string ReasonOf(const absl::Status& status) { return DetailOf<google::rpc::ErrorInfo>(status).reason(); }

  testing::FedStore feed_;
  testing::ListedLog log_;
  v1::ListChangesRequest request_;
  bool is_wanted_ = true;
  absl::Duration time_left_ = absl::InfiniteDuration();
};

TEST_F(HistoryHandlerTest, TellsAllAndThatItIsComplete) {
  WriteFive();
  const v1::ListChangesResponse response = *List();
  EXPECT_THAT(OffsetsOf(response), ElementsAre(4, 3, 2, 1, 0));
  EXPECT_EQ(response.header().revision(), 4);
  EXPECT_EQ(response.header().node_count(), 1);
  EXPECT_FALSE(response.has_next_before_offset());
  EXPECT_EQ(response.complete_from_offset(), 0);
  EXPECT_EQ(response.log_start_offset(), 0);
  EXPECT_EQ(response.start_offset(), 0);
}

TEST_F(HistoryHandlerTest, APageLeadsToTheNext) {
  WriteFive();
  request_.set_page_size(2);
  std::vector<int64_t> offsets;
  for (int pages = 0; pages < 10; ++pages) {
    const v1::ListChangesResponse response = *List();
    for (const int64_t offset : OffsetsOf(response)) offsets.push_back(offset);
    EXPECT_EQ(response.complete_from_offset(), 0);
    if (!response.has_next_before_offset()) break;
    request_.set_before_offset(response.next_before_offset());
  }
  EXPECT_THAT(offsets, ElementsAre(4, 3, 2, 1, 0));
}

TEST_F(HistoryHandlerTest, OneReadingIsEnoughIfTheNewestRecordsFillThePage) {
  WriteFive();
  const HistoryLimits decodes_two = {.newest_bytes = 500};  // a record takes more than 170 and less than 250
  request_.set_page_size(1);
  EXPECT_THAT(OffsetsOf(*List(decodes_two)), ElementsAre(4));
  EXPECT_EQ(log_.reads, 1);
  request_.set_page_size(3);
  EXPECT_THAT(OffsetsOf(*List(decodes_two)), ElementsAre(4, 3, 2));
  EXPECT_EQ(log_.reads, 3) << "what the first reading had decoded was not enough";
  request_.mutable_filter()->add_node_ids(7);
  EXPECT_THAT(OffsetsOf(*List(decodes_two)), ElementsAre(4, 3, 2));
  EXPECT_EQ(log_.reads, 4) << "few records are decoded if nodes are named";
}

TEST_F(HistoryHandlerTest, SinceBeginsWithTheFirstRecordThatIsLateEnough) {
  WriteFive();
  request_.mutable_since()->set_seconds(3);
  const v1::ListChangesResponse response = *List();
  EXPECT_THAT(OffsetsOf(response), ElementsAre(4, 3));
  EXPECT_EQ(response.changes(1).before().revision(), 2) << "what was before is known";
  EXPECT_EQ(response.start_offset(), 3);
  request_.mutable_since()->set_seconds(1'000);
  EXPECT_THAT(OffsetsOf(*List()), ElementsAre());
  EXPECT_EQ(List()->start_offset(), 5);
}

TEST_F(HistoryHandlerTest, AGapBeforeTheFirstRecordIsAskedForToo) {
  Write(7, StatusJson(7, {}));
  Write(8, StatusJson(8, {}));
  Write(7, StatusJson(7, {{.name = "a"}}));
  log_.entries.erase(log_.entries.begin() + 1);
  Write(8, StatusJson(8, {}));
  request_.mutable_since()->set_seconds(1);
  const v1::ListChangesResponse response = *List();
  EXPECT_EQ(response.start_offset(), 1);
  EXPECT_EQ(response.complete_from_offset(), 2) << "so the answer says that something may be missing";
  EXPECT_EQ(response.complete_from_time().seconds(), 2);
}

TEST_F(HistoryHandlerTest, FromOffset) {
  WriteFive();
  request_.set_from_offset(3);
  EXPECT_THAT(OffsetsOf(*List()), ElementsAre(4, 3));
  EXPECT_EQ(List()->start_offset(), 3);
  request_.set_from_offset(17);
  EXPECT_THAT(OffsetsOf(*List()), ElementsAre());
  EXPECT_EQ(List()->start_offset(), 5);
}

TEST_F(HistoryHandlerTest, ReadsNothingAboveWhatIsShown) {
  WriteFive();
  log_.entries.push_back({5, topic::BinaryKey(7), std::nullopt, 0});
  EXPECT_EQ(OffsetsOf(*List()).front(), 4);
}

TEST_F(HistoryHandlerTest, OfATopicWithoutRecordsNothingIsRead) {
  const v1::ListChangesResponse response = *List();
  EXPECT_EQ(log_.reads, 0);
  EXPECT_EQ(response.header().revision(), -1);
  EXPECT_EQ(response.changes_size(), 0);
  EXPECT_EQ(response.complete_from_offset(), 0);
}

TEST_F(HistoryHandlerTest, AnotherLogIsNoHistoryOfWhatIsShown) {
  WriteFive();
  log_.entries.back().value = StatusJson(7, {});
  const absl::Status status = List().status();
  EXPECT_EQ(ReasonOf(status), "HISTORY_NOT_READ");
  EXPECT_THAT(std::string(status.message()), HasSubstr("node 7"));
  log_.entries.pop_back();
  EXPECT_EQ(ReasonOf(List().status()), "HISTORY_NOT_READ");
}

TEST_F(HistoryHandlerTest, ANodeThatIsNotShownIsNoHistoryEither) {
  WriteFive();
  log_.entries[0].key = topic::BinaryKey(8);
  log_.entries[0].value = StatusJson(8, {});
  EXPECT_EQ(ReasonOf(List().status()), "HISTORY_NOT_READ");
}

TEST_F(HistoryHandlerTest, WhatChangedMeanwhileMayBeGone) {
  WriteFive();
  log_.on_read = [this] { feed_.Put(7, {}); };
  log_.entries.pop_back();  // compaction knows the newer record already
  const v1::ListChangesResponse response = *List();
  EXPECT_EQ(response.header().revision(), 4);
  EXPECT_EQ(response.complete_from_offset(), 5);
}

TEST_F(HistoryHandlerTest, WhatWasDeletedFromTheLogIsGone) {
  WriteFive();
  Write(8, StatusJson(8, {}));
  log_.start = 5;
  log_.entries.erase(log_.entries.begin(), log_.entries.begin() + 5);
  const v1::ListChangesResponse response = *List();
  EXPECT_THAT(OffsetsOf(response), ElementsAre(5));
  EXPECT_TRUE(response.changes(0).before_uncertain());
  EXPECT_EQ(response.log_start_offset(), 5);
  EXPECT_EQ(response.complete_from_offset(), 5);
}

TEST_F(HistoryHandlerTest, ErrorsSayWhatToDo) {
  WriteFive();
  log_.status = absl::UnavailableError("no broker answers");
  EXPECT_EQ(ReasonOf(List().status()), "HISTORY_NOT_READ");
  EXPECT_TRUE(absl::IsUnavailable(List().status()));
  log_.status = absl::OkStatus();
  const absl::Status too_large = List({.max_bytes = 100}).status();
  EXPECT_EQ(ReasonOf(too_large), "HISTORY_TOO_LARGE");
  is_wanted_ = false;
  EXPECT_TRUE(absl::IsCancelled(List().status()));
}

TEST_F(HistoryHandlerTest, ReadsForAMinuteAtMost) {
  WriteFive();
  EXPECT_TRUE(List().ok());
  EXPECT_LE(log_.time_left, absl::Seconds(60));
  EXPECT_GT(log_.time_left, absl::Seconds(30));
}

TEST_F(HistoryHandlerTest, LeavesTimeToTellTheCallerWhyItFailed) {
  WriteFive();
  time_left_ = absl::Seconds(40);
  EXPECT_TRUE(List().ok());
  EXPECT_LE(log_.time_left, absl::Seconds(39.5));
  EXPECT_GT(log_.time_left, absl::Seconds(9));
}

TEST_F(HistoryHandlerTest, BeforeTheFirstReadThereIsNothingToTell) {
  testing::FedStore not_ready(testing::FedStore::Start::kNotReady);
  const HistoryHandler handler(not_ready.store(), log_, {});
  const absl::Status status = handler
                                  .Handle(
                                      *CompileChangesQuery({}), absl::InfiniteDuration(),
                                      [] { return testing::kFeedTime; }, [] { return true; })
                                  .status();
  EXPECT_EQ(ReasonOf(status), "CATCHING_UP");
  EXPECT_EQ(log_.reads, 0);
}

}  // namespace
}  // namespace rollcall::history
