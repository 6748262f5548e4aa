// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/library/node_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::publisher {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class NodeTableTest : public ::testing::Test {
 protected:
  std::string Content() { return table_.Content()->value_or("(nothing)"); }

  NodeTable table_{5};
};

TEST_F(NodeTableTest, IsSilentUntilAModeIsSet) {
  ASSERT_TRUE(table_.Set({"a", {"t"}, "d", ""}).ok());
  EXPECT_EQ(Content(), "(nothing)");
}

TEST_F(NodeTableTest, UpShowsTheCoprocessorsByName) {
  ASSERT_TRUE(table_.Set({"b", {"y", "x"}, "d", "running"}).ok());
  ASSERT_TRUE(table_.Set({"a", {}, "", ""}).ok());
  table_.GoUp();
  EXPECT_EQ(Content(), R"({"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":[],"description":""},)"
                       R"("b":{"input_topics":["y","x"],"description":"d","state":"running"}}})");
  ASSERT_TRUE(table_.Set({"a", {"new"}, "", ""}).ok());
  EXPECT_THAT(Content(), HasSubstr(R"("a":{"input_topics":["new"])"));
  ASSERT_TRUE(table_.Remove("a").ok());
  EXPECT_THAT(Content(), Not(HasSubstr("\"a\"")));
}

TEST_F(NodeTableTest, DownKeepsTheCoprocessorsForTheNextUp) {
  ASSERT_TRUE(table_.Set({"a", {}, "", ""}).ok());
  ASSERT_TRUE(table_.GoDown("planned").ok());
  EXPECT_EQ(Content(), R"({"node_id":5,"status":"down","coprocessors":{},"reason":"planned"})");
  table_.GoUp();
  EXPECT_THAT(Content(), HasSubstr("\"a\""));
  EXPECT_THAT(Content(), Not(HasSubstr("planned")));
}

TEST_F(NodeTableTest, RefusesTextsThatAreNoUtf8AndNamesThem) {
  for (const Coprocessor& wrong : {Coprocessor{"\xff", {}, "", ""}, Coprocessor{"a", {"\xff"}, "", ""},
                                   Coprocessor{"a", {}, "\xff", ""}, Coprocessor{"a", {}, "", "\xff"}}) {
    EXPECT_THAT(std::string(table_.Set(wrong).message()), HasSubstr("is not UTF-8"));
  }
  EXPECT_FALSE(table_.GoDown("\xff").ok());
}

TEST_F(NodeTableTest, RefusesANameThatIsGivenTwice) {
  const absl::Status status = table_.Replace({{"a", {}, "", ""}, {"b", {}, "", ""}, {"a", {}, "", ""}});
  EXPECT_THAT(std::string(status.message()), HasSubstr("coprocessor 'a' is given twice"));
}

TEST_F(NodeTableTest, RefusesWhatIsTooLargeBeforeItIsUp) {
  ASSERT_TRUE(table_.Set({"a", {}, std::string(1 << 20, 'x'), ""}).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(table_.Content().status()));
}

}  // namespace
}  // namespace rollcall::publisher
