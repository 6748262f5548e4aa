// SPDX-License-Identifier: Apache-2.0
#include "base/regular_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "tests/testing/temporary_folder.h"

namespace rollcall {
namespace {

using ::testing::HasSubstr;

TEST(RegularFileTest, AFileIsReadUpToTheLimit) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "file";
  std::ofstream(path) << "12345";
  EXPECT_EQ(ReadRegularFile(path, 5).value(), "12345");
  EXPECT_EQ(ReadRegularFile(path, 4).status().message(), "cannot read " + path + ": it has more than 4 bytes");
}

TEST(RegularFileTest, WhatCannotBeReadIsNamedWithTheReason) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(ReadRegularFile("/no/such", 5).status().message(), "cannot read /no/such: No such file or directory");
  EXPECT_THAT(ReadRegularFile(folder.path(), 5).status().message(), HasSubstr("no regular file"));
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(ReadRegularFile(folder / "pipe", 5).status().message(), HasSubstr("no regular file"));
}

}  // namespace
}  // namespace rollcall
