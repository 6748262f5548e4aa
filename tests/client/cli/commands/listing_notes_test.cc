// SPDX-License-Identifier: Apache-2.0
// Which notes concern a question.
#include "client/cli/commands/listing_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;
using ::testing::Not;

class ListingNotesTest : public ProgramFixture {
 protected:
  // What is said on stderr about a topic with one node and one record that belongs to no node.
  std::string NotesOf(std::vector<std::string> arguments) {
    v1::ListNodesResponse listing = ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5);
    listing.mutable_header()->set_problem_count(1);
    service_.AnswerNodes(listing);
    const size_t before = err_.text().size();
    EXPECT_EQ(Run(std::move(arguments)), kExitYes);
    return err_.text().substr(before);
  }
};

TEST_F(ListingNotesTest, RecordsOfNoNodeConcernAQuestionAboutAllOrAboutInvalidNodes) {
  for (const char* command : {"list", "nodes"}) {
    EXPECT_THAT(NotesOf({command}), HasSubstr("belongs to no node"));
    EXPECT_THAT(NotesOf({command, "--state", "invalid"}), HasSubstr("belongs to no node"));
    EXPECT_THAT(NotesOf({command, "--node", "1"}), Not(HasSubstr("belongs to no node")));
    EXPECT_THAT(NotesOf({command, "--node", "1", "--state", "invalid,up"}), Not(HasSubstr("belongs to no node")));
    EXPECT_THAT(NotesOf({command, "--name", "a"}), Not(HasSubstr("belongs to no node")));
    EXPECT_THAT(NotesOf({command, "--state", "up"}), Not(HasSubstr("belongs to no node")));
  }
}

TEST_F(ListingNotesTest, NobodyAsksForNodesThatAreNotUpIfTheClientSelects) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5));
  EXPECT_EQ(Run({"list", "--name", "a", "--state", "errored"}), kExitYes);
  EXPECT_EQ(service_.list_requests().size(), 1u);
  EXPECT_EQ(Run({"list", "--name", "a", "--state", "errored,down"}), kExitYes);
  EXPECT_EQ(service_.list_requests().size(), 3u);
  EXPECT_EQ(service_.list_requests().at(2).filter().states_size(), 1);
}

}  // namespace
}  // namespace rollcall::cli
