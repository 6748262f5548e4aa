// SPDX-License-Identifier: Apache-2.0
// The notes that follow a table.
#include "display/notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> AllNotes(const v1::ListNodesResponse& listing) {
  return Notes(listing, StrayRecords::kConcern);
}

TEST(NotesTest, NameNodesThatAreNotUp) {
  v1::NodeStatus other = UpNode(3, 13);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  other.set_status_text("drain\ning");
  v1::NodeStatus unknown = UpNode(5, 15);
  unknown.set_state(static_cast<v1::NodeStatus::State>(9));
  v1::NodeStatus stale = UpNode(6, 16);
  stale.mutable_lease()->set_seconds(10);
  EXPECT_THAT(
      AllNotes(ListingOf({UpNode(1, 11), DownNode(2, 12), other, InvalidNode(4, 14, "not JSON"), unknown, stale}, 16)),
      ElementsAre("node 2 is down; last word at 2026-03-01T11:59:00Z",
                  "node 3 says \"drain\\ning\"; last word at 2026-03-01T11:59:00Z",
                  "node 4 is invalid: not JSON (offset 14)", "node 5 is in a state that this client does not know (9)",
                  "node 6 is stale: silent for 59 s, it promised to publish every 10 s"));
}

TEST(NotesTest, GiveTheReasonOfANodeThatIsNotUp) {
  v1::NodeStatus down = DownNode(2, 12);
  down.set_reason("no sign of life for 3 leases\x1b[2J");
  v1::NodeStatus other = UpNode(3, 13);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  other.set_status_text("draining");
  other.set_reason("an upgrade");
  v1::NodeStatus up = UpNode(4, 14);
  up.set_reason("the upgrade is done");
  EXPECT_THAT(
      AllNotes(ListingOf({down, other, up}, 14)),
      ElementsAre("node 2 is down; last word at 2026-03-01T11:59:00Z; reason: no sign of life for 3 leases\\x1b[2J",
                  "node 3 says \"draining\"; last word at 2026-03-01T11:59:00Z; reason: an upgrade"));
}

TEST(NotesTest, NameNodesThatAreDatedInTheFuture) {
  v1::NodeStatus stale = FutureNode(2, 12);
  stale.mutable_lease()->set_seconds(10);
  v1::NodeStatus down = FutureNode(3, 13);
  down.set_state(v1::NodeStatus::STATE_DOWN);
  EXPECT_THAT(AllNotes(ListingOf({FutureNode(1, 11), stale, down}, 13)),
              ElementsAre("the status of node 1 is dated 3 h ahead (clock?)",
                          "node 2 is stale: its status is dated 3 h ahead (clock?), it promised to publish every 10 s",
                          "node 3 is down; last word at 2026-03-01T15:00:00Z, 3 h ahead (clock?)"));
}

TEST(NotesTest, SayThatTheStatusMayBeOld) {
  v1::ListNodesResponse listing = ListingOf({}, 3);
  EXPECT_THAT(AllNotes(listing), IsEmpty());
  listing.mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  SetTime(Noon() - absl::Seconds(40), listing.mutable_header()->mutable_as_of_time());
  SetTime(Noon() - absl::Seconds(38), listing.mutable_header()->mutable_source_state_time());
  EXPECT_THAT(
      AllNotes(listing),
      ElementsAre("STALE 40 s: no broker answers the server since 2026-03-01T11:59:22Z; what is shown was true at "
                  "2026-03-01T11:59:20Z"));
  listing.mutable_header()->clear_as_of_time();
  EXPECT_THAT(AllNotes(listing),
              ElementsAre("STALE: no broker answers the server since 2026-03-01T11:59:22Z; the age of what is shown is "
                          "not known"));
  listing.mutable_header()->set_source_state(static_cast<v1::SourceState>(77));
  EXPECT_THAT(AllNotes(listing), ElementsAre(::testing::HasSubstr("does not know (77)")))
      << "an unknown state is not current";
}

TEST(NotesTest, ReportRecordsThatBelongToNoNode) {
  v1::ListNodesResponse listing = ListingOf({}, 3);
  listing.mutable_header()->set_problem_count(2);
  listing.add_problems()->set_offset(7);
  listing.mutable_problems(0)->set_message("the key 'x\x1b' is no node id");
  EXPECT_THAT(
      AllNotes(listing),
      ElementsAre("2 records of the topic belong to no node; the newest: the key 'x\\x1b' is no node id (offset 7)"));
}

TEST(NotesTest, SayNothingOfRecordsThatDoNotConcernTheQuestion) {
  v1::ListNodesResponse listing = ListingOf({}, 3);
  listing.mutable_header()->set_problem_count(2);
  EXPECT_THAT(Notes(listing, StrayRecords::kDoNotConcern), IsEmpty());
}

TEST(IdleNotesTest, NameNodesThatRunNothingThoughTheyCould) {
  v1::NodeStatus other = UpNode(3, 13);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  other.set_status_text("drain\ning");
  EXPECT_THAT(IdleNotes(ListingOf({UpNode(1, 11), UpNode(2, 12, {{"a", {}, ""}}), other, DownNode(4, 14)}, 14)),
              ElementsAre("node 1 is up and runs no coprocessor", "node 3 is drain\\ning and runs no coprocessor"));
}

TEST(ShortNoteTest, LeavesOutWhatTheTableShows) {
  EXPECT_EQ(ShortNote(DownNode(2, 12), HeaderOf({}, 12)), "");
  EXPECT_EQ(ShortNote(InvalidNode(4, 14, "not JSON"), HeaderOf({}, 14)), "not JSON (offset 14)");
  v1::NodeStatus node = DownNode(5, 15);
  node.set_reason("a\nreason");
  EXPECT_EQ(ShortNote(node, HeaderOf({}, 15)), "reason: a\\nreason");
  node.mutable_lease()->set_seconds(10);
  EXPECT_EQ(ShortNote(node, HeaderOf({}, 15)),
            "stale: silent for 59 s, it promised to publish every 10 s; reason: a\\nreason");
}

}  // namespace
}  // namespace rollcall
