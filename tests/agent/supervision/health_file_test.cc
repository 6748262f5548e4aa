// SPDX-License-Identifier: Apache-2.0
#include "agent/supervision/health_file.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/testing/temporary_folder.h"

namespace rollcall::agent {
namespace {

namespace fs = std::filesystem;

class HealthFileTest : public ::testing::Test {
 protected:
  size_t Files() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }

  const rollcall::testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "healthy";
};

TEST_F(HealthFileTest, ExistsFromTouchToRemove) {
  HealthFile file(path_);
  ASSERT_TRUE(file.Prepare().ok());
  EXPECT_EQ(Files(), 0u);
  EXPECT_TRUE(file.Touch().ok());
  EXPECT_TRUE(fs::exists(path_));
  EXPECT_EQ(Files(), 1u) << "no temporary file is left";
  EXPECT_TRUE(file.Remove().ok());
  EXPECT_TRUE(file.Remove().ok()) << "there is none any more";
  EXPECT_EQ(Files(), 0u);
}

TEST_F(HealthFileTest, TouchMakesItYoung) {
  HealthFile file(path_);
  ASSERT_TRUE(file.Touch().ok());
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(path_, old);
  ASSERT_TRUE(file.Touch().ok());
  EXPECT_GT(fs::last_write_time(path_), old + std::chrono::minutes(30));
}

TEST_F(HealthFileTest, PrepareRemovesTheFileOfAnEarlierProcess) {
  std::ofstream(path_) << "ok";
  HealthFile file(path_);
  ASSERT_TRUE(file.Prepare().ok());
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(HealthFileTest, IsRemovedAtTheEndOfItsLife) {
  { EXPECT_TRUE(HealthFile(path_).Touch().ok()); }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(HealthFileTest, AFileThatCannotBeWrittenIsNamed) {
  const std::string path = folder_ / "no such folder/healthy";
  const absl::Status status = HealthFile(path).Prepare();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(status.message()).find(path), std::string::npos) << status;
}

TEST_F(HealthFileTest, WithoutAPathThereIsNoFile) {
  HealthFile file("");
  EXPECT_TRUE(file.Prepare().ok());
  EXPECT_TRUE(file.Touch().ok());
  EXPECT_TRUE(file.Remove().ok());
}

}  // namespace
}  // namespace rollcall::agent
