// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/evaluation.h"

#include <gtest/gtest.h>

#include <string>

namespace rollcall::cli {
namespace {

TEST(EvaluationTest, NodesWithTheSameFindingAreNamedTogether) {
  EXPECT_EQ(FindingsText({}), "");
  EXPECT_EQ(FindingsText({{std::nullopt, "2 nodes have a status"}}), "2 nodes have a status");
  EXPECT_EQ(FindingsText({{1, "stale"}, {7, "no status"}, {2, "stale"}, {3, "stale"}}),
            "nodes 1-3: stale; node 7: no status");
  EXPECT_EQ(FindingsText({{std::nullopt, "x"}, {1, "x"}}), "x; node 1: x") << "not the same: one is about all nodes";
}

TEST(EvaluationTest, ALongListIsCut) {
  std::vector<Finding> findings;
  for (int32_t id = 0; id < 9; ++id) findings.push_back({id, "reason " + std::to_string(id)});
  findings.push_back({20, "reason 8"});
  const std::string text = FindingsText(findings);
  EXPECT_EQ(text.substr(0, 36), "node 0: reason 0; node 1: reason 1; ");
  EXPECT_EQ(text.substr(text.size() - 28), "node 5: reason 5; and 4 more");
}

}  // namespace
}  // namespace rollcall::cli
