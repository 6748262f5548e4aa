// SPDX-License-Identifier: Apache-2.0
#include "base/id_range.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace rollcall {
namespace {

// "FIRST to LAST", or "none".
std::string Parsed(const std::string& entry) {
  const std::optional<IdRange> range = ParseIdRange(entry);
  return range.has_value() ? absl::StrCat(range->first, " to ", range->last) : "none";
}

TEST(IdRangeTest, IsAnIdOrTwo) {
  EXPECT_EQ(Parsed("7"), "7 to 7");
  EXPECT_EQ(Parsed("-7"), "-7 to -7");
  EXPECT_EQ(Parsed("1-3"), "1 to 3");
  EXPECT_EQ(Parsed("-3--1"), "-3 to -1");
  EXPECT_EQ(Parsed("-1-1"), "-1 to 1");
  EXPECT_EQ(Parsed("3-1"), "3 to 1") << "as written";
  EXPECT_EQ(Parsed("-2147483648-2147483647"), "-2147483648 to 2147483647");
}

TEST(IdRangeTest, NothingElseIsOne) {
  for (const char* entry : {"", "x", "1-", "-", "--1", "1-x", "1--", "1-2-3", "2147483648", "1.5", "all"}) {
    EXPECT_EQ(Parsed(entry), "none") << entry;
  }
}

}  // namespace
}  // namespace rollcall
