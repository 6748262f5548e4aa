// SPDX-License-Identifier: Apache-2.0
#include "base/file_identity.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/testing/temporary_folder.h"

namespace rollcall {
namespace {

class FileIdentityTest : public ::testing::Test {
 protected:
  FileIdentityTest() { Write("first"); }
  void Write(const std::string& content) { std::ofstream(path_, std::ios::trunc) << content; }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "file";
};

TEST_F(FileIdentityTest, AnUntouchedFileIsTheSame) {
  const auto identity = IdentityOf(path_);
  ASSERT_TRUE(identity.has_value());
  std::ifstream(path_).get();
  EXPECT_EQ(IdentityOf(path_), identity);
}

TEST_F(FileIdentityTest, AWrittenFileIsAnotherOne) {
  const auto identity = IdentityOf(path_);
  Write("longer content");
  EXPECT_NE(IdentityOf(path_), identity);
}

TEST_F(FileIdentityTest, AReplacedFileIsAnotherOneWhateverItsTimeAndSize) {
  const auto identity = IdentityOf(path_);
  std::filesystem::copy_file(path_, folder_ / "new");
  std::filesystem::last_write_time(folder_ / "new", std::filesystem::last_write_time(path_));
  std::filesystem::rename(folder_ / "new", path_);
  EXPECT_NE(IdentityOf(path_), identity);
}

TEST_F(FileIdentityTest, AMissingFileHasNone) {
  std::filesystem::remove(path_);
  EXPECT_EQ(IdentityOf(path_), std::nullopt);
}

}  // namespace
}  // namespace rollcall
