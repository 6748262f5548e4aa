// SPDX-License-Identifier: Apache-2.0
// `rollcall history` against a scripted server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/golden.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

v1::NodeChange& AddChange(v1::ListChangesResponse& history, v1::NodeChange::Kind kind, const v1::NodeStatus* before,
                          const v1::NodeStatus* after, int64_t offset) {
  v1::NodeChange& change = *history.add_changes();
  change.set_node_id((after != nullptr ? after : before)->node_id());
  change.set_kind(kind);
  change.set_offset(offset);
  SetTime(Noon() - absl::Minutes(30) + absl::Seconds(offset), change.mutable_publish_time());
  change.set_time_source(v1::NodeChange::TIME_SOURCE_BROKER);
  if (before != nullptr) *change.mutable_before() = *before;
  if (after != nullptr) *change.mutable_after() = *after;
  return change;
}

// A node is added, changes, goes down, is invalid, and is deleted; complete from the start.
v1::ListChangesResponse History() {
  const v1::NodeStatus first = UpNode(3, 4, {{"name_a", {"foo"}, ""}});
  v1::NodeStatus second = UpNode(3, 5, {{"name_a", {"foo", "bar"}, ""}, {"name_b", {}, "new\x1b[31m"}});
  v1::NodeStatus down = DownNode(3, 7);
  down.set_reason("the lease is over");
  const v1::NodeStatus invalid = InvalidNode(3, 8, "the value is not JSON");
  v1::ListChangesResponse history;
  *history.mutable_header() = ListingOf({}, 9).header();
  AddChange(history, v1::NodeChange::KIND_DELETED, &invalid, nullptr, 9);
  AddChange(history, v1::NodeChange::KIND_CHANGED, &down, &invalid, 8);
  AddChange(history, v1::NodeChange::KIND_CHANGED, &second, &down, 7);
  AddChange(history, v1::NodeChange::KIND_REPUBLISHED, &second, &second, 6);
  AddChange(history, v1::NodeChange::KIND_CHANGED, &first, &second, 5);
  AddChange(history, v1::NodeChange::KIND_ADDED, nullptr, &first, 4);
  return history;
}

class HistoryTest : public ProgramFixture {
 protected:
  void Answer(const v1::ListChangesResponse& history) {
    service_.OnListChanges([history](const v1::ListChangesRequest&, v1::ListChangesResponse& response) {
      response = history;
      return grpc::Status::OK;
    });
  }
};

TEST_F(HistoryTest, GoldenFiles) {
  context_.out_is_terminal = true;  // the notes are written too
  for (const char* format : {"table", "log", "json", "ndjson"}) {
    Answer(History());
    out_.Clear();
    EXPECT_EQ(Run({"history", "-o", format}), kExitYes);
    const bool is_json = std::string(format).ends_with("json");
    ExpectGolden(is_json ? absl::StrCat("history.", format) : absl::StrCat("history-", format, ".txt"), out_.text());
  }
}

TEST_F(HistoryTest, AsksForWhatTheOptionsSay) {
  Answer({});
  EXPECT_EQ(Run({"history", "--node", "1-3,7", "--name", "a*", "--topic", "t", "--state", "down", "--limit", "5",
                 "--before", "17", "--all", "--since", "2026-03-01T11:00:15.5"}),
            kExitYes);
  const v1::ListChangesRequest request = service_.change_requests().at(0);
  EXPECT_THAT(request.filter().node_ids(), ElementsAre(1, 2, 3, 7));
  EXPECT_THAT(request.filter().names(), ElementsAre("a*"));
  EXPECT_THAT(request.filter().input_topics(), ElementsAre("t"));
  EXPECT_THAT(request.filter().states(), ElementsAre(v1::NodeStatus::STATE_DOWN));
  EXPECT_EQ(request.page_size(), 5);
  EXPECT_EQ(request.before_offset(), 17);
  EXPECT_TRUE(request.include_republished());
  EXPECT_EQ(request.since().seconds(), absl::ToUnixSeconds(Noon() - absl::Hours(1)) + 15);
  EXPECT_EQ(request.since().nanos(), 500'000'000);
}

TEST_F(HistoryTest, WithoutOptionsItAsksForTheNewestOfAll) {
  Answer({});
  EXPECT_EQ(Run({"history"}), kExitYes);
  const v1::ListChangesRequest request = service_.change_requests().at(0);
  EXPECT_EQ(request.filter().ByteSizeLong(), 0u);
  EXPECT_FALSE(request.has_since() || request.has_before_offset() || request.include_republished());
  EXPECT_EQ(request.page_size(), 1000);
  EXPECT_EQ(out_.text(), "");
  EXPECT_THAT(err_.text(), HasSubstr("no change of these nodes is known in this time\n"));
}

TEST_F(HistoryTest, WhatCannotBeATimeIsUsage) {
  EXPECT_EQ(Run({"history", "--since", "yesterday"}), kExitUsage);
  EXPECT_THAT(err_.text(), HasSubstr("--since: 'yesterday' is no time; write how long ago"));
}

TEST_F(HistoryTest, SaysHowFarBackItIsCompleteAndWhyNoFurther) {
  v1::ListChangesResponse history = History();
  history.mutable_changes(5)->set_before_uncertain(true);
  history.set_complete_from_offset(5);
  SetTime(Noon() - absl::Hours(1), history.mutable_complete_from_time());
  Answer(history);
  EXPECT_EQ(Run({"history"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("* is up and runs name_a"));
  EXPECT_THAT(err_.text(), HasSubstr("*: changes before this one may be missing"));
  EXPECT_THAT(err_.text(), EndsWith("complete since offset 5 (2026-03-01T11:00:00Z): before it there is a gap, left by "
                                    "compaction or by a transaction, so of older changes only some are known\n"));
}

TEST_F(HistoryTest, WhatWasAskedForMayBeCompleteAlthoughTheLogIsNot) {
  v1::ListChangesResponse history = History();
  history.set_complete_from_offset(2);
  history.set_start_offset(4);
  Answer(history);
  EXPECT_EQ(Run({"history", "--since", "1h"}), kExitYes);
  EXPECT_THAT(err_.text(), EndsWith("complete since offset 2, and so for the time that was asked for\n"));
}

TEST_F(HistoryTest, AGapAtTheEndAndDeletedRecordsAreNamed) {
  v1::ListChangesResponse history = History();
  history.set_complete_from_offset(10);
  Answer(history);
  EXPECT_EQ(Run({"history"}), kExitYes);
  EXPECT_THAT(err_.text(), HasSubstr("complete from nowhere: the log ends with a gap"));
  history.set_complete_from_offset(4);
  history.set_log_start_offset(4);
  history.set_next_before_offset(4);
  history.mutable_changes(0)->set_time_source(v1::NodeChange::TIME_SOURCE_PRODUCER);
  Answer(history);
  err_.Clear();
  EXPECT_EQ(Run({"history", "--limit", "6"}), kExitYes);
  EXPECT_THAT(err_.text(), HasSubstr("complete since offset 4, where the log begins"));
  EXPECT_THAT(err_.text(), HasSubstr("--before 4"));
  EXPECT_THAT(err_.text(), HasSubstr("only the offsets tell the order"));
}

TEST_F(HistoryTest, OldEvidenceIsNamed) {
  v1::ListChangesResponse history = History();
  history.mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  Answer(history);
  EXPECT_EQ(Run({"history"}), kExitYes);
  EXPECT_THAT(err_.text(), HasSubstr("STALE"));
}

TEST_F(HistoryTest, ErrorsSayWhatToDo) {
  const auto fail = [this](grpc::StatusCode code, const std::string& reason) {
    service_.OnListChanges([=](const v1::ListChangesRequest&, v1::ListChangesResponse&) {
      return ServerError(code, reason, "that is why");
    });
    err_.Clear();
    return Run({"history"});
  };
  EXPECT_EQ(fail(grpc::StatusCode::FAILED_PRECONDITION, "HISTORY_TOO_LARGE"), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("name fewer nodes with --node"));
  EXPECT_EQ(fail(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"), kExitUsage);
}

}  // namespace
}  // namespace rollcall::cli
