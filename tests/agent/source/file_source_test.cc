// SPDX-License-Identifier: Apache-2.0
#include "agent/source/file_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/testing/source_events.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall::agent {
namespace {

namespace fs = std::filesystem;
using Kind = SourceEvent::Kind;
using rollcall::testing::SourceEvents;

constexpr absl::Duration kNever = absl::Hours(1);  // only inotify
constexpr absl::Duration kOften = absl::Milliseconds(10);

class FileSourceTest : public ::testing::Test {
 protected:
  static void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

  const rollcall::testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "state.json";
};

TEST_F(FileSourceTest, PlainWritesAndRenamedFilesAreSeen) {
  Write(path_, "first");
  FileSource source(path_, kNever);
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kStatus, "first"));
  Write(path_, "second");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "second"));
  Write(folder_ / "new", "third");
  fs::rename(folder_ / "new", path_);
  EXPECT_TRUE(events.Comes(Kind::kStatus, "third"));
}

TEST_F(FileSourceTest, AFileMayGoAndComeBack) {
  FileSource source(path_, kNever);
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is missing"));
  Write(path_, "first");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "first"));
  fs::remove(path_);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is missing"));
  Write(path_, "second");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "second"));
}

// A volume of a ConfigMap: the file is a link through ..data, which is replaced as a whole.
TEST_F(FileSourceTest, ALinkThatIsReplacedIsSeen) {
  for (const std::string version : {"1", "2"}) {
    fs::create_directory(folder_ / version);
    Write(folder_ / version + "/state.json", "version " + version);
  }
  fs::create_symlink("1", folder_ / "..data");
  fs::create_symlink("..data/state.json", path_);
  FileSource source(path_, kNever);
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kStatus, "version 1"));
  fs::create_symlink("2", folder_ / "..data_tmp");
  fs::rename(folder_ / "..data_tmp", folder_ / "..data");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "version 2"));
}

TEST_F(FileSourceTest, ItsFolderMayComeLaterAndBeReplaced) {
  const std::string path = folder_ / "sub/state.json";
  FileSource source(path, kOften);
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is missing"));
  fs::create_directory(folder_ / "sub");
  Write(path, "first");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "first"));
  fs::remove_all(folder_ / "sub");
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is missing"));
  fs::create_directory(folder_ / "sub");
  Write(path, "second");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "second"));
}

// inotify watches the folder of the link, not that of the file.
TEST_F(FileSourceTest, WithoutAnEventAChangeIsSeenByLooking) {
  fs::create_directory(folder_ / "elsewhere");
  Write(folder_ / "elsewhere/file", "first");
  fs::create_symlink("elsewhere/file", path_);
  FileSource source(path_, kOften);
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kStatus, "first"));
  Write(folder_ / "elsewhere/file", "second one");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "second one"));
}

TEST_F(FileSourceTest, WhatIsNoStatusFileIsReported) {
  fs::create_directory(path_);
  FileSource source(path_, kNever);
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is not a regular file"));
  fs::remove(path_);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is missing"));  // else the same message would not be reported again
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  fs::rename(folder_ / "fifo", path_);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is not a regular file"));
  Write(folder_ / "new", "");
  fs::rename(folder_ / "new", path_);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "is empty"));
  Write(path_, std::string(kMaxStatusBytes + 1, 'x'));
  EXPECT_TRUE(events.Comes(Kind::kFailed, "has more than 1048576 bytes"));
}

}  // namespace
}  // namespace rollcall::agent
