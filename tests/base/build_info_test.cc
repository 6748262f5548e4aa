// SPDX-License-Identifier: Apache-2.0
#include "base/build_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(BuildInfoTest, NamesVersionRevisionAndCompiler) {
  const BuildInfo info = GetBuildInfo();
  EXPECT_THAT(info.version, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(info.revision, "unknown") << "tests are not linked with the revision";
  EXPECT_THAT(info.compiler, testing::MatchesRegex("(g\\+\\+|clang) [0-9].*[^ ]"));
  EXPECT_EQ(VersionLine("painter"),
            "painter " + info.version + " (revision unknown, " + info.compiler + ", " + info.build_type + ")");
  EXPECT_NE(info.build_type, "");
}

TEST(BuildInfoTest, NamesLibrariesBelow) {
  EXPECT_EQ(VersionText("painter", {{"brush", "1.2"}, {"paint", "3"}}),
            VersionLine("painter") + "\nwith brush 1.2, paint 3");
  EXPECT_EQ(VersionText("painter", {}), VersionLine("painter"));
}

}  // namespace
}  // namespace rollcall
