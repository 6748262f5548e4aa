// SPDX-License-Identifier: Apache-2.0
#include "server/select/request_identity.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "tests/testing/compiled_filter.h"

namespace rollcall::select {
namespace {

Filter NodesFilter(std::initializer_list<int32_t> ids) {
  v1::Filter filter;
  for (const int32_t id : ids) filter.add_node_ids(id);
  return *testing::CompileFilter(filter);
}

TEST(RequestIdentityTest, TheSameWordsInAnyOrderAreTheSameRequest) {
  EXPECT_EQ(MakeRequestIdentity(NodesFilter({1, 2}), View::kBasic),
            MakeRequestIdentity(NodesFilter({2, 1, 2}), View::kBasic));
}

TEST(RequestIdentityTest, AnotherFilterOrViewIsAnotherRequest) {
  const RequestIdentity identity = MakeRequestIdentity(NodesFilter({1, 2}), View::kBasic);
  EXPECT_NE(identity, MakeRequestIdentity(NodesFilter({1, 3}), View::kBasic));
  EXPECT_NE(identity, MakeRequestIdentity(Filter(), View::kBasic));
  EXPECT_NE(identity, MakeRequestIdentity(NodesFilter({1, 2}), View::kFull));
}

TEST(RequestIdentityTest, AnEqualHashIsNotEnough) {
  const RequestIdentity identity = MakeRequestIdentity(NodesFilter({1, 2}), View::kBasic);
  RequestIdentity other_filter = MakeRequestIdentity(NodesFilter({1, 3}), View::kBasic);
  other_filter.hash = identity.hash;
  EXPECT_NE(identity, other_filter);
  RequestIdentity other_view = MakeRequestIdentity(NodesFilter({1, 2}), View::kFull);
  other_view.hash = identity.hash;
  EXPECT_NE(identity, other_view);
}

TEST(RequestIdentityTest, TheHashOfARequestStaysTheSame) {
  EXPECT_EQ(MakeRequestIdentity(Filter(), View::kBasic).hash, 0xe0ddbd3b8606de93u);
  EXPECT_EQ(MakeRequestIdentity(Filter(), View::kFull).hash, 0xac362181a4219cb4u);
}

}  // namespace
}  // namespace rollcall::select
