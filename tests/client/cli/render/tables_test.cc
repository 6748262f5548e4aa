// SPDX-License-Identifier: Apache-2.0
// Tables and what stands after them.
#include "client/cli/render/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render/notes.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the words of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CoprocessorTable, IsTheRfcsInOrderOfNameAndNode) {
  EXPECT_EQ(CoprocessorTable(ListingOf(RfcNodes(), 13), TableWidth::kNormal),
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS   DESCRIPTION\n"
            "  name_a            1        [foo,bar,baz]  This copro is interesting!\n"
            "  name_a            2        [foo,bar,baz]  This copro is interesting!\n"
            "  name_a            3        [foo,bar,baz]  This copro is interesting!\n"
            "  name_b            1        [dd]           Strings sensitive info from topic\n"
            "  name_b            2        [dd]           Strings sensitive info from topic\n"
            "  name_b            3        [dd]           Strings sensitive info from topic\n");
}

TEST(CoprocessorTable, NodesOfOneNameStandInOrderOfNumber) {
  const std::string table = CoprocessorTable(
      ListingOf({UpNode(-1, 1, {{"a", {}, ""}}), UpNode(10, 2, {{"a", {}, ""}}), UpNode(9, 3, {{"a", {}, ""}})}, 3),
      TableWidth::kNormal);
  EXPECT_EQ(table,
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS  DESCRIPTION\n"
            "  a                 -1       []\n"
            "  a                 9        []\n"
            "  a                 10       []\n");
}

TEST(CoprocessorTable, ShowsNoControlCharacters) {
  const std::string table =
      CoprocessorTable(ListingOf({UpNode(1, 1, {{"a\x1b[2J", {"t\n"}, "d\u202E"}})}, 1), TableWidth::kNormal);
  EXPECT_THAT(table, ::testing::HasSubstr("a\\x1b[2J          1        [t\\n]         d\\u202e\n"));
}

TEST(CoprocessorTable, WideTellsStateAgeAndRevision) {
  v1::NodeStatus node = UpNode(1, 11, {{"a", {"t"}, "d"}, {"b", {"t"}, "d"}});
  node.mutable_coprocessors(1)->set_state_text("errored");
  EXPECT_EQ(CoprocessorTable(ListingOf({node}, 13), TableWidth::kWide),
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS  STATE    PUBLISHED  REVISION  DESCRIPTION\n"
            "  a                 1        [t]           up       60 s ago   11        d\n"
            "  b                 1        [t]           errored  60 s ago   11        d\n");
}

TEST(NodeTable, HasALineForEachNode) {
  v1::NodeStatus stale = UpNode(4, 14);
  stale.mutable_lease()->set_seconds(5);
  EXPECT_EQ(NodeTable(ListingOf(
                {UpNode(1, 11, {{"a", {}, ""}}), DownNode(2, 12), InvalidNode(3, 13, "no JSON\n"), stale}, 14)),
            "  NODE ID  STATE    COPROCESSORS  PUBLISHED  REVISION  NOTE\n"
            "  1        up       1             60 s ago   11\n"
            "  2        down     0             60 s ago   12\n"
            "  3        invalid  0             60 s ago   13        no JSON\\n (offset 13)\n"
            "  4        up       0             60 s ago   14        stale: silent for 59 s, it promised to publish "
            "every 5 s\n");
}

TEST(Notes, NameNodesThatAreNotUp) {
  v1::NodeStatus other = UpNode(3, 13);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  other.set_status_text("drain\ning");
  v1::NodeStatus unknown = UpNode(5, 15);
  unknown.set_state(static_cast<v1::NodeStatus::State>(9));
  v1::NodeStatus stale = UpNode(6, 16);
  stale.mutable_lease()->set_seconds(10);
  EXPECT_THAT(
      Notes(ListingOf({UpNode(1, 11), DownNode(2, 12), other, InvalidNode(4, 14, "not JSON"), unknown, stale}, 16)),
      ElementsAre("node 2 is down since 2026-03-01T11:59:00Z", "node 3 says \"drain\\ning\" since 2026-03-01T11:59:00Z",
                  "node 4 is invalid: not JSON (offset 14)", "node 5 is in a state that this client does not know (9)",
                  "node 6 is stale: silent for 59 s, it promised to publish every 10 s"));
}

TEST(Notes, SayThatTheStatusMayBeOld) {
  v1::ListNodesResponse listing = ListingOf({}, 3);
  EXPECT_THAT(Notes(listing), IsEmpty());
  listing.mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  SetTime(Noon() - absl::Seconds(40), listing.mutable_header()->mutable_as_of_time());
  SetTime(Noon() - absl::Seconds(38), listing.mutable_header()->mutable_source_state_time());
  EXPECT_THAT(
      Notes(listing),
      ElementsAre("the status shown may be old: the server reaches no broker since 2026-03-01T11:59:22Z; it is that of "
                  "2026-03-01T11:59:20Z, 40 s ago"));
  listing.mutable_header()->clear_as_of_time();
  EXPECT_THAT(Notes(listing), ElementsAre(::testing::HasSubstr("it is not known how old")));
  listing.mutable_header()->set_source_state(static_cast<v1::SourceState>(77));
  EXPECT_THAT(Notes(listing), ElementsAre(::testing::HasSubstr("does not know (77)")))
      << "an unknown state is not current";
}

TEST(Notes, TellOfRecordsThatBelongToNoNode) {
  v1::ListNodesResponse listing = ListingOf({}, 3);
  listing.mutable_header()->set_problem_count(2);
  listing.add_problems()->set_offset(7);
  listing.mutable_problems(0)->set_message("the key 'x\x1b' is no node id");
  EXPECT_THAT(
      Notes(listing),
      ElementsAre("2 records of the topic belong to no node; the newest: the key 'x\\x1b' is no node id (offset 7)"));
}

}  // namespace
}  // namespace rollcall::cli
