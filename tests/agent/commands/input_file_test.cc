// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/input_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/testing/temporary_folder.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

TEST(InputFileTest, ReadsAFileAsItIs) {
  const rollcall::testing::TemporaryFolder folder;
  const std::string path = folder / "file";
  std::ofstream(path, std::ios::binary) << std::string("a\r\n\0b", 5);
  std::istringstream unused;
  EXPECT_EQ(ReadInput(path, unused).value_or(""), std::string("a\r\n\0b", 5));
}

TEST(InputFileTest, ReadsNoMoreThanTheLargestUsableValue) {
  std::istringstream largest(std::string(topic::kMaxValueBytes, 'x'));
  EXPECT_TRUE(ReadInput("-", largest).ok());
  std::istringstream larger(std::string(topic::kMaxValueBytes + 1, 'x'));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadInput("-", larger).status()));
}

TEST(InputFileTest, ADirectoryCannotBeRead) {
  std::istringstream unused;
  EXPECT_TRUE(absl::IsNotFound(ReadInput("/", unused).status()));
}

TEST(InputFileTest, AFileThatCannotBeReadIsNamed) {
  std::istringstream unused;
  const absl::Status status = ReadInput("/no/such/file", unused).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_EQ(status.message(), "'/no/such/file' cannot be read: No such file or directory");
}

TEST(InputFileTest, AnEmptyInputIsEmpty) {
  std::istringstream empty;
  EXPECT_EQ(ReadInput("-", empty).value_or("(failed)"), "");
}

}  // namespace
}  // namespace rollcall::agent
