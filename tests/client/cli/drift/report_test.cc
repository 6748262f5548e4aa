// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/cli/drift/drift_nodes.h"
#include "tests/client/cli/wait/wait_nodes.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::NodeStatus With(int32_t id, const std::string& topic) { return UpNode(id, id, {{"a", {topic}, "d"}}); }

std::vector<std::string> NotComparedTexts(const DriftReport& report) {
  std::vector<std::string> texts;
  for (const NotCompared& node : report.not_compared) texts.push_back(absl::StrCat(node.node_id, ": ", node.why));
  return texts;
}

absl::StatusOr<DriftReport> FromListing(const std::vector<v1::NodeStatus>& now,
                                        const std::vector<v1::NodeStatus>& older) {
  return DriftFromListing(ListingOf(now, 9), ListingOf(older, 5), "old.json");
}

TEST(DriftReportTest, TheMajorityIsThatOfTheNodesThatCanBeBelieved) {
  const auto report =
      DriftFromMajority(ListingOf({With(1, "x"), With(2, "x"), With(3, "y"), Stale(With(4, "y")), DownNode(5, 5),
                                   InvalidNode(6, 6, "not JSON"), OtherNode(7, 7, "draining", {{"a", {"y"}, "d"}})},
                                  9));
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(ShortTexts(report->differences), ElementsAre("a differs input topics [x]>[y] on 3"));
  EXPECT_EQ(report->compared, 3u);
  EXPECT_THAT(NotComparedTexts(*report),
              ElementsAre(HasSubstr("4: node 4 is stale: silent for"), HasSubstr("5: node 5 is down; last word at"),
                          HasSubstr("6: node 6 is invalid: not JSON"), HasSubstr("7: node 7 says \"draining\"")));
}

TEST(DriftReportTest, NothingUpIsAnError) {
  EXPECT_THAT(DriftFromMajority(ListingOf({}, 9)).status().message(), HasSubstr("no node has published a status"));
  const v1::ListNodesResponse down = ListingOf({DownNode(1, 1), Stale(UpNode(2, 2))}, 9);
  for (const absl::Status& status : {DriftFromMajority(down).status(), DriftFromNode(down, 1).status(),
                                     DriftFromListing(down, ListingOf({With(1, "x")}, 1), "old.json").status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(), HasSubstr("no node is up and not stale"));
  }
}

TEST(DriftReportTest, ANodeAsReference) {
  const v1::ListNodesResponse listing = ListingOf({With(1, "x"), With(2, "x"), With(3, "y"), DownNode(4, 4)}, 9);
  const auto report = DriftFromNode(listing, 3);
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(ShortTexts(report->differences), ElementsAre("a differs input topics [y]>[x] on 1,2"));
  EXPECT_EQ(report->reference, "node 3");
  EXPECT_THAT(DriftFromNode(listing, 4).status().message(), HasSubstr("node 4 is down; last word at"));
  EXPECT_THAT(DriftFromNode(listing, 7).status().message(), HasSubstr("node 7 has no status"));
}

TEST(DriftReportTest, AnOlderListingIsComparedNodeByNode) {
  const auto report = FromListing({With(1, "x"), With(2, "z")}, {With(1, "x"), With(2, "y")});
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(ShortTexts(report->differences), ElementsAre("a differs input topics [y]>[z] on 2"));
  EXPECT_EQ(report->compared, 2u);
  EXPECT_EQ(report->reference, "old.json");
  EXPECT_THAT(report->warnings, IsEmpty());
}

TEST(DriftReportTest, ANodeThatIsGoneMissesAllAndANewOneHasMore) {
  const auto report = FromListing({With(1, "x"), With(3, "x")}, {With(1, "x"), With(2, "x")});
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(ShortTexts(report->differences), ElementsAre("a missing on 2", "a extra on 3"));
  EXPECT_EQ(report->compared, 3u);
}

TEST(DriftReportTest, ANodeIsNotComparedIfOneOfTheTwoStatusesCannotBeBelieved) {
  const auto report = FromListing({With(1, "x"), DownNode(2, 2), With(3, "y"), DownNode(4, 4)},
                                  {With(1, "x"), With(2, "x"), DownNode(3, 1), DownNode(4, 1)});
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(ShortTexts(report->differences), IsEmpty());
  EXPECT_EQ(report->compared, 1u);
  EXPECT_THAT(NotComparedTexts(*report),
              ElementsAre(HasSubstr("2: node 2 is down"), HasSubstr("3: in old.json, node 3 is down"),
                          HasSubstr("4: node 4 is down")));
}

TEST(DriftReportTest, WithoutANodeToCompareAnOlderListingIsAnError) {
  const auto report = FromListing({With(1, "x")}, {DownNode(1, 1)});
  EXPECT_EQ(report.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(report.status().message(), HasSubstr("no node is up now that was up in old.json too"));
}

TEST(DriftReportTest, WarnsAboutAnOlderListingOfSomethingElse) {
  v1::ListNodesResponse older = ListingOf({With(1, "x")}, 5);
  older.mutable_header()->set_topic("other");
  older.mutable_header()->set_source_state(v1::SOURCE_STATE_BEHIND);
  const auto report = DriftFromListing(ListingOf({With(1, "x")}, 9), older, "a\nb");
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->warnings,
              ElementsAre("a\\nb is from topic other of cluster cluster, and this is topic coprocessor_status_topic of "
                          "cluster cluster",
                          "a\\nb was saved from a server that was not current"));
}

}  // namespace
}  // namespace rollcall::cli
