// SPDX-License-Identifier: Apache-2.0
#include "agent/source/file_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/testing/temporary_folder.h"

namespace rollcall::agent {
namespace {

class FileReaderTest : public ::testing::Test {
 protected:
  void Write(const std::string& text) const { std::ofstream(path_) << text; }

  const rollcall::testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "state.json";
  FileReader reader_{path_};
};

TEST_F(FileReaderTest, AFailureIsReportedOnce) {
  EXPECT_TRUE(reader_.Read().has_value());
  EXPECT_FALSE(reader_.Read().has_value());
  EXPECT_FALSE(reader_.ReadIfChanged().has_value());
  EXPECT_FALSE(reader_.ReadIfReplaced().has_value());
  Write("a");
  EXPECT_EQ(reader_.Read()->text, "a");
  std::filesystem::remove(path_);
  EXPECT_TRUE(reader_.Read().has_value());
}

TEST_F(FileReaderTest, AFileThatIsBeingWrittenIsLeftAlone) {
  Write("a");
  EXPECT_EQ(reader_.Read()->text, "a");
  std::ofstream file(path_);
  file << "half" << std::flush;
  EXPECT_FALSE(reader_.ReadIfChanged().has_value());
  file << "more" << std::flush;
  EXPECT_FALSE(reader_.ReadIfChanged().has_value());
  EXPECT_EQ(reader_.ReadIfChanged()->text, "halfmore");
  EXPECT_FALSE(reader_.ReadIfChanged().has_value());
}

TEST_F(FileReaderTest, OnlyAnotherFileReplacesIt) {
  Write("a");
  EXPECT_EQ(reader_.ReadIfReplaced()->text, "a");
  Write("bb");
  EXPECT_FALSE(reader_.ReadIfReplaced().has_value());
  std::ofstream(folder_ / "new") << "c";
  std::filesystem::rename(folder_ / "new", path_);
  EXPECT_EQ(reader_.ReadIfReplaced()->text, "c");
}

}  // namespace
}  // namespace rollcall::agent
