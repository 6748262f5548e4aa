// SPDX-License-Identifier: Apache-2.0
// Selection by states that a server's filter has, and by others.
#include "client/cli/commands/state_selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/lib/pages.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Nodes: 1 up with an errored row and a running one, 2 up and stale, 3 down.
v1::ListNodesResponse Sample() {
  v1::NodeStatus errored = UpNode(1, 1, {{"a", {}, ""}, {"b", {}, ""}});
  errored.mutable_coprocessors(0)->set_state_text("errored");
  errored.mutable_coprocessors(1)->set_state_text("running");
  v1::NodeStatus stale = UpNode(2, 2, {{"a", {}, ""}});
  stale.mutable_lease()->set_seconds(5);
  return ListingOf({errored, stale, DownNode(3, 3)}, 3);
}

// Which rows `words` leave, as "1:a 1:b 2:"; checks the header.
std::string Left(const std::string& words) {
  StateSelection selection;
  EXPECT_TRUE(selection.Add(words).ok());
  v1::ListNodesResponse listing = Sample();
  selection.Apply(listing);
  EXPECT_EQ(listing.header().node_count(), listing.nodes_size());
  EXPECT_TRUE(client::DigestMatches(listing));
  std::string left;
  for (const v1::NodeStatus& node : listing.nodes()) {
    left += std::to_string(node.node_id()) + ":";
    for (const v1::Coprocessor& row : node.coprocessors()) left += row.name();
    left += " ";
  }
  return left;
}

TEST(StateSelectionTest, TheServerSelectsByWhatItsFilterHas) {
  StateSelection selection;
  EXPECT_TRUE(selection.empty());
  ASSERT_TRUE(selection.Add("up, down").ok());
  ASSERT_TRUE(selection.Add("invalid").ok());
  EXPECT_TRUE(selection.IsForServer());
  EXPECT_THAT(selection.ForServer(),
              ElementsAre(v1::NodeStatus::STATE_UP, v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_INVALID));
  EXPECT_EQ(Left("down"), "1:ab 2:a 3: ") << "the server has selected already";
}

TEST(StateSelectionTest, TheServerMustNotDropWhatAnotherWordSelects) {
  StateSelection selection;
  ASSERT_TRUE(selection.Add("down,stale").ok());
  EXPECT_FALSE(selection.IsForServer());
  EXPECT_THAT(selection.ForServer(), IsEmpty());
}

TEST(StateSelectionTest, KeepsStaleNodesAndRowsInTheState) {
  EXPECT_EQ(Left("stale"), "2:a ");
  EXPECT_EQ(Left("errored"), "1:a ");
  EXPECT_EQ(Left("errored,running"), "1:ab ");
  EXPECT_EQ(Left("errored,stale"), "1:a 2:a ");
  EXPECT_EQ(Left("down,stale"), "2:a 3: ");
  EXPECT_EQ(Left("up,errored"), "1:ab 2:a ");
  EXPECT_EQ(Left("inactive"), "");
}

TEST(StateSelectionTest, AMistakeIsNamed) {
  StateSelection selection;
  const absl::Status status = selection.Add("up,dwon");
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("'dwon' is not a state"));
}

}  // namespace
}  // namespace rollcall::cli
