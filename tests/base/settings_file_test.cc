// SPDX-License-Identifier: Apache-2.0
#include "base/settings_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class SettingsFileTest : public testing::Test {
 protected:
  ~SettingsFileTest() override { std::filesystem::remove(path_); }

  absl::StatusOr<std::vector<FileSetting>> Read(const std::string& text) {
    std::ofstream(path_) << text;
    return ReadSettingsFile(path_, "painter");
  }

  std::string ErrorOf(const std::string& text) {
    const absl::Status status = Read(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  }

  const std::string path_ = absl::StrCat(testing::TempDir(), "settings_file_test_", getpid(), ".toml");
};

auto Setting(const std::string& name, const std::vector<std::string>& values) {
  return testing::AllOf(Field(&FileSetting::name, name), Field(&FileSetting::values, values));
}

TEST_F(SettingsFileTest, ReadsTomlInFull) {
  const absl::StatusOr<std::vector<FileSetting>> settings = Read(
      "[painter]  # a comment\nbrush = [\n  \"a, #b; = 'c'\",  # one\n  'd\"\\e',\n]\nsize = 0x10\ncolor = "
      "\"r\\u00e9d\"\nratio = 1.5\nfast = true\nslow = false\n");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(*settings, UnorderedElementsAre(Setting("brush", {"a, #b; = 'c'", "d\"\\e"}), Setting("size", {"16"}),
                                              Setting("color", {"r\u00e9d"}), Setting("ratio", {"1.5"}),
                                              Setting("fast", {"true"}), Setting("slow", {"false"})));
}

TEST_F(SettingsFileTest, SkipsOtherSections) {
  EXPECT_THAT(Read("[other]\nsize = {a = 1}\n[painter]\nsize = 1\n").value(), ElementsAre(Setting("size", {"1"})));
  EXPECT_THAT(Read("[other]\nsize = 1\n").value(), IsEmpty());
  EXPECT_THAT(Read("").value(), IsEmpty());
}

TEST_F(SettingsFileTest, AKeyOutsideASectionIsAnErrorThatNamesTheSection) {
  EXPECT_THAT(ErrorOf("color = \"red\"\n"), HasSubstr("'color' is outside a section; put it under [painter]"));
}

TEST_F(SettingsFileTest, AFileThatCannotBeReadIsNotFound) {
  const absl::Status missing = ReadSettingsFile(path_ + ".none", "painter").status();
  EXPECT_TRUE(absl::IsNotFound(missing)) << missing;
  EXPECT_THAT(std::string(missing.message()), HasSubstr(path_ + ".none"));
  EXPECT_TRUE(absl::IsNotFound(ReadSettingsFile("/", "painter").status())) << "a directory";
}

class UnusableLineTest : public SettingsFileTest, public testing::WithParamInterface<const char*> {};

TEST_P(UnusableLineTest, ItsPositionIsNamedAndItsContentIsNotShown) {
  const std::string error = ErrorOf(std::string("[painter]\n") + GetParam() + "\n");
  EXPECT_THAT(error, HasSubstr(path_ + ":2:"));
  EXPECT_THAT(error, Not(HasSubstr("hunter2")));
}

INSTANTIATE_TEST_SUITE_P(NotToml, UnusableLineTest,
                         testing::Values("hunter2", "color = hunter2", "color = \"hunter2", "size = 0xhunter2"));
INSTANTIATE_TEST_SUITE_P(NotAValueOfAnOption, UnusableLineTest,
                         testing::Values("color = {a = \"hunter2\"}", "brush = [[\"hunter2\"]]", "color = 1979-05-27"));

}  // namespace
}  // namespace rollcall
