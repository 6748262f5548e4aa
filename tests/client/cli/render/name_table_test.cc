// SPDX-License-Identifier: Apache-2.0
// The table of names.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "client/cli/render/tables.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

std::string NamesText(const v1::ListNodesResponse& listing) {
  return TableText(WithColumns(NameTable(listing), NameColumns()), Titles::kShown, std::nullopt);
}

TEST(NameTableTest, HasALineForEachNameWithItsNodes) {
  EXPECT_EQ(NamesText(ListingOf(RfcNodes(), 13)),
            "  COPROCESSOR NAME  NODES  STATE  NODE IDS  INPUT TOPICS   DESCRIPTION\n"
            "  name_a            3      up     1-3       [foo,bar,baz]  This copro is interesting!\n"
            "  name_b            3      up     1-3       [dd]           Strings sensitive info from topic\n");
}

TEST(NameTableTest, SaysWhereNodesDifferButTopicsHaveNoOrder) {
  v1::NodeStatus first = UpNode(1, 1, {{"a", {"s", "t"}, "x"}, {"b", {"s"}, "x"}});
  v1::NodeStatus second = UpNode(5, 2, {{"a", {"t", "s"}, "y"}, {"b", {"t"}, "x"}});
  first.mutable_coprocessors(0)->set_state_text("running");
  second.mutable_coprocessors(0)->set_state_text("errored");
  EXPECT_EQ(NamesText(ListingOf({first, second}, 2)),
            "  COPROCESSOR NAME  NODES  STATE                 NODE IDS  INPUT TOPICS         DESCRIPTION\n"
            "  a                 2      1 errored, 1 running  1,5       [s,t]                differs: 2 variants\n"
            "  b                 2      up                    1,5       differs: 2 variants  x\n");
}

TEST(NameTableTest, ShowsNoControlCharacters) {
  v1::NodeStatus node = UpNode(1, 1, {{"a\x1b", {"t\n"}, "d\r"}});
  EXPECT_EQ(TableText(NameTable(ListingOf({node}, 1)), Titles::kHidden, std::nullopt),
            "  a\\x1b  1  up  1  [t\\n]  d\\r\n");
}

}  // namespace
}  // namespace rollcall::cli
