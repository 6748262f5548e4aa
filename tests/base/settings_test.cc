// SPDX-License-Identifier: Apache-2.0
// One definition of an option serves the flag, the environment and the file, in that precedence.
#include "base/settings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/exit_code.h"

namespace rollcall {
namespace {

class SettingsTest : public testing::Test {
 protected:
  SettingsTest() {
    app_.add_option("--color", color_);
    app_.add_option("--size", size_);
    app_.add_option("--brush", brushes_)->allow_extra_args(false);
    CLI::App* paint = app_.add_subcommand("paint", "paints");
    paint->fallthrough();
    paint->add_option("--layers", layers_);
    app_.add_subcommand("clean", "cleans")->add_option("--soap", soap_);
  }
  ~SettingsTest() override {
    for (const char* name :
         {"ROLLCALL_COLOR", "ROLLCALL_SIZE", "ROLLCALL_LAYERS", "ROLLCALL_BRUSH", "ROLLCALL_CONFIG"}) {
      unsetenv(name);
    }
    std::filesystem::remove(file_);
  }

  void WriteFile(const std::string& text) { std::ofstream(file_) << text; }

  std::optional<int> Parse(const std::vector<std::string>& arguments) {
    std::vector<const char*> argv = {"painter"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    testing::internal::CaptureStderr();
    const std::optional<int> exit_code = ParseSettings(app_, static_cast<int>(argv.size()), argv.data());
    error_output_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  const std::string file_ = testing::TempDir() + "settings_test_" + std::to_string(getpid()) + ".toml";
  CLI::App app_{"", "painter"};
  std::string color_ = "none";
  int size_ = 0;
  std::vector<std::string> brushes_;
  int layers_ = 0;
  int soap_ = 0;
  std::string error_output_;
};

TEST_F(SettingsTest, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
  WriteFile("[painter]\ncolor = \"file\"\nsize = 1\nlayers = 1\n");
  setenv("ROLLCALL_COLOR", "environment", 1);
  setenv("ROLLCALL_SIZE", "2", 1);
  EXPECT_EQ(Parse({"--config", file_, "--color", "flag", "paint"}), std::nullopt) << error_output_;
  EXPECT_EQ(color_, "flag");
  EXPECT_EQ(size_, 2);
  EXPECT_EQ(layers_, 1);
}

TEST_F(SettingsTest, TheEnvironmentNamesTheFileToo) {
  WriteFile("[painter]\ncolor = \"file\"\n");
  setenv("ROLLCALL_CONFIG", file_.c_str(), 1);
  EXPECT_EQ(Parse({}), std::nullopt) << error_output_;
  EXPECT_EQ(color_, "file");
}

TEST_F(SettingsTest, SkipsSectionsOfOtherProgramsAndOptionsOfOtherCommands) {
  WriteFile("[other]\nnonsense = 1\n[painter]\nsoap = 3\nsize = 4\n");
  EXPECT_EQ(Parse({"--config", file_, "paint"}), std::nullopt) << error_output_;
  EXPECT_EQ(soap_, 0);
  EXPECT_EQ(size_, 4);
}

TEST_F(SettingsTest, AnUnknownKeyIsNamedWithItsFile) {
  WriteFile("[painter]\ncolour = \"red\"\n");
  EXPECT_EQ(Parse({"--config", file_}), kExitUsage);
  EXPECT_NE(error_output_.find(file_), std::string::npos) << error_output_;
  EXPECT_NE(error_output_.find("'colour'"), std::string::npos) << error_output_;
}

TEST_F(SettingsTest, AValueOfTheWrongTypeInTheFileIsAUsageError) {
  WriteFile("[painter]\nsize = \"big\"\n");
  EXPECT_EQ(Parse({"--config", file_}), kExitUsage);
  EXPECT_NE(error_output_.find("size"), std::string::npos) << error_output_;
}

TEST_F(SettingsTest, AnElementOfAListInTheFileIsAValueOfTheOption) {
  WriteFile("[painter]\nbrush = [\"a, b\", 'c\"d']\nsize = 0x10\n");
  EXPECT_EQ(Parse({"--config", file_}), std::nullopt) << error_output_;
  EXPECT_EQ(brushes_, (std::vector<std::string>{"a, b", "c\"d"}));
  EXPECT_EQ(size_, 16);
}

TEST_F(SettingsTest, AnUnusableFileIsAUsageErrorOfOneLine) {
  WriteFile("color = \"red\"\n");
  EXPECT_EQ(Parse({"--config", file_}), kExitUsage);
  EXPECT_NE(error_output_.find("[painter]"), std::string::npos) << error_output_;
  EXPECT_EQ(std::count(error_output_.begin(), error_output_.end(), '\n'), 1) << error_output_;
}

TEST_F(SettingsTest, AFileThatDoesNotExistIsNamed) {
  EXPECT_EQ(Parse({"--config", file_ + ".none"}), kExitUsage);
  EXPECT_NE(error_output_.find(file_ + ".none"), std::string::npos) << error_output_;
}

TEST_F(SettingsTest, AVariableHasOneValueALineForAnOptionOfManyValues) {
  setenv("ROLLCALL_BRUSH", "a=1, 2\n\nb=3 \r\n", 1);
  setenv("ROLLCALL_COLOR", "two\nlines", 1);
  EXPECT_EQ(Parse({}), std::nullopt) << error_output_;
  EXPECT_EQ(brushes_, (std::vector<std::string>{"a=1, 2", "b=3 "}));
  EXPECT_EQ(color_, "two\nlines") << "an option of one value";
}

TEST_F(SettingsTest, AValueOfSeveralLinesOnTheCommandLineStaysOne) {
  EXPECT_EQ(Parse({"--brush", "a\nb", "--brush", "c"}), std::nullopt) << error_output_;
  EXPECT_EQ(brushes_, (std::vector<std::string>{"a\nb", "c"}));
}

TEST_F(SettingsTest, AnUnknownFlagIsNamedInOneLine) {
  EXPECT_EQ(Parse({"--colour", "red"}), kExitUsage);
  EXPECT_NE(error_output_.find("--colour"), std::string::npos) << error_output_;
  EXPECT_EQ(std::count(error_output_.begin(), error_output_.end(), '\n'), 1) << error_output_;
}

TEST_F(SettingsTest, HelpNamesTheVariableOfEachOption) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(Parse({"--help"}), kExitYes);
  const std::string help = testing::internal::GetCapturedStdout();
  EXPECT_NE(help.find("ROLLCALL_COLOR"), std::string::npos) << help;
  EXPECT_NE(help.find("--config"), std::string::npos) << help;
}

TEST_F(SettingsTest, HelpDoesNotShowTheContentOfAVariable) {
  setenv("ROLLCALL_BRUSH", "hunter2", 1);
  testing::internal::CaptureStdout();
  EXPECT_EQ(Parse({"--help"}), kExitYes);
  const std::string help = testing::internal::GetCapturedStdout();
  EXPECT_NE(help.find("ROLLCALL_BRUSH"), std::string::npos) << help;
  EXPECT_EQ(help.find("hunter2"), std::string::npos) << help;
}

}  // namespace
}  // namespace rollcall
