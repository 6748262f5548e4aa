// SPDX-License-Identifier: Apache-2.0
#include "server/watch/selection_registry.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/testing/compiled_filter.h"
#include "tests/testing/watch_fixture.h"

namespace rollcall::watch {
namespace {

select::Filter Named(const std::string& name) { return *testing::CompileFilter(OfName(name)); }

TEST(SelectionRegistryTest, HasOneSelectionForEachFilterAndView) {
  SelectionRegistry selections;
  const auto one = selections.Get(Named("a"), select::View::kBasic);
  EXPECT_EQ(selections.Get(Named("a"), select::View::kBasic), one);
  EXPECT_NE(selections.Get(Named("a"), select::View::kFull), one);
  EXPECT_NE(selections.Get(Named("b"), select::View::kBasic), one);
}

TEST(SelectionRegistryTest, ForgetsASelectionWithItsLastUser) {
  SelectionRegistry selections;
  for (int i = 0; i < 100; ++i) selections.Get(Named(std::to_string(i)), select::View::kBasic);
  EXPECT_LE(selections.size(), 2u);
  auto held = selections.Get(Named("a"), select::View::kBasic);
  selections.Get(Named("b"), select::View::kBasic);
  EXPECT_EQ(selections.Get(Named("a"), select::View::kBasic), held);
}

}  // namespace
}  // namespace rollcall::watch
