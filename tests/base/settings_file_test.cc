// SPDX-License-Identifier: Apache-2.0
#include "base/settings_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace rollcall {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class SettingsFileTest : public testing::Test {
 protected:
  ~SettingsFileTest() override { std::filesystem::remove(path_); }

  absl::StatusOr<SettingsFile> ReadFile(const std::string& text, FileContexts contexts) {
    std::ofstream(path_) << text;
    return ReadSettingsFile(path_, "painter", contexts);
  }

  absl::StatusOr<std::vector<FileSetting>> Read(const std::string& text) {
    absl::StatusOr<SettingsFile> file = ReadFile(text, FileContexts::kSkip);
    if (!file.ok()) return file.status();
    return std::move(file->settings);
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
  EXPECT_THAT(Read("[rollcall]\nsize = {a = 1}\n[painter]\nsize = 1\n").value(), ElementsAre(Setting("size", {"1"})));
  EXPECT_THAT(Read("[rollcalld]\nsize = 1\n[rollcall-agent]\nsize = 1\n").value(), IsEmpty());
  EXPECT_THAT(Read("").value(), IsEmpty());
}

TEST_F(SettingsFileTest, AKeyOutsideASectionIsAnErrorThatNamesTheSection) {
  EXPECT_THAT(ErrorOf("color = \"red\"\n"), HasSubstr("'color' is outside a section; put it under [painter]"));
}

TEST_F(SettingsFileTest, ASectionOfNoProgramIsAnErrorThatNamesTheLine) {
  EXPECT_THAT(ErrorOf("[painter]\nsize = 1\n[rolcalld]\nsize = 1\n"),
              AllOf(HasSubstr(path_ + ":3: there is no section [rolcalld]; did you mean 'rollcalld'?"),
                    HasSubstr("? The sections are [rollcall], [rollcalld], [rollcall-agent] and [contexts.NAME]")));
  EXPECT_THAT(ErrorOf("[elsewhere]\nsize = 1\n"),
              HasSubstr(path_ + ":1: there is no section [elsewhere]; the sections"));
  EXPECT_THAT(ErrorOf("[context.oil]\nsize = 1\n"), HasSubstr("did you mean 'contexts'?"));
}

TEST_F(SettingsFileTest, AFileThatCannotBeReadIsNotFound) {
  const absl::Status missing = ReadSettingsFile(path_ + ".none", "painter", FileContexts::kSkip).status();
  EXPECT_TRUE(absl::IsNotFound(missing)) << missing;
  EXPECT_THAT(std::string(missing.message()), HasSubstr(path_ + ".none: the file cannot be read: No such file"));
  const absl::Status folder = ReadSettingsFile("/", "painter", FileContexts::kSkip).status();
  EXPECT_TRUE(absl::IsNotFound(folder)) << folder;
  EXPECT_THAT(std::string(folder.message()), HasSubstr("Is a directory"));
}

TEST_F(SettingsFileTest, ASettingHasItsLine) {
  const std::vector<FileSetting> settings = Read("# one\n[painter]\n\nsize = 1\n").value();
  ASSERT_EQ(settings.size(), 1U);
  EXPECT_EQ(settings[0].line, 4);
}

TEST_F(SettingsFileTest, ReadsContextsIfAsked) {
  const std::string text =
      "current-context = \"oil\"\n[contexts.oil]\nsize = 1\n[contexts.ink]\nsize = 2\n[painter]\nsize = 3\n";
  const SettingsFile file = ReadFile(text, FileContexts::kRead).value();
  EXPECT_EQ(file.current_context.name, "oil");
  EXPECT_EQ(file.current_context.line, 1);
  ASSERT_EQ(file.contexts.size(), 2U);
  EXPECT_THAT(file.contexts.at("ink"), ElementsAre(Setting("size", {"2"})));
  EXPECT_THAT(file.settings, ElementsAre(Setting("size", {"3"})));
  EXPECT_THAT(ReadFile(text, FileContexts::kSkip).value().contexts, IsEmpty()) << "other programs share the file";
}

TEST_F(SettingsFileTest, AnUnusableContextIsNamedWithItsLine) {
  for (const std::string text :
       {"current-context = 5\n", "[contexts]\noil = 5\n", "[contexts.oil]\nsize = {a = 1}\n"}) {
    const absl::Status error = ReadFile(text, FileContexts::kRead).status();
    EXPECT_TRUE(absl::IsInvalidArgument(error)) << text;
    EXPECT_THAT(std::string(error.message()), HasSubstr(path_ + ":")) << text;
  }
}

TEST(UsualSettingsFileTest, FollowsXdg) {
  EXPECT_EQ(UsualSettingsFile("/x", "/home/a"), "/x/rollcall/config.toml");
  EXPECT_EQ(UsualSettingsFile("", "/home/a"), "/home/a/.config/rollcall/config.toml");
  EXPECT_EQ(UsualSettingsFile("relative", "/home/a"), "/home/a/.config/rollcall/config.toml");
  EXPECT_EQ(UsualSettingsFile(nullptr, nullptr), "");
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
