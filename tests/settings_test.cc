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
    CLI::App* paint = app_.add_subcommand("paint", "paints");
    paint->fallthrough();
    paint->add_option("--layers", layers_);
    app_.add_subcommand("clean", "cleans")->add_option("--soap", soap_);
  }
  ~SettingsTest() override {
    for (const char* name : {"ROLLCALL_COLOR", "ROLLCALL_SIZE", "ROLLCALL_LAYERS", "ROLLCALL_CONFIG"}) unsetenv(name);
    std::filesystem::remove(file_);
  }

  void WriteFile(const std::string& text) { std::ofstream(file_) << text; }

  std::optional<int> Parse(std::vector<std::string> arguments) {
    std::vector<const char*> argv = {"painter"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    testing::internal::CaptureStderr();
    const std::optional<int> exit_code = ParseSettings(app_, static_cast<int>(argv.size()), argv.data());
    said_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  const std::string file_ = testing::TempDir() + "settings_test_" + std::to_string(getpid()) + ".toml";
  CLI::App app_{"", "painter"};
  std::string color_ = "none";
  int size_ = 0;
  int layers_ = 0;
  int soap_ = 0;
  std::string said_;
};

TEST_F(SettingsTest, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
  WriteFile("[painter]\ncolor = \"file\"\nsize = 1\nlayers = 1\n");
  setenv("ROLLCALL_COLOR", "environment", 1);
  setenv("ROLLCALL_SIZE", "2", 1);
  EXPECT_EQ(Parse({"--config", file_, "--color", "flag", "paint"}), std::nullopt) << said_;
  EXPECT_EQ(color_, "flag");
  EXPECT_EQ(size_, 2);
  EXPECT_EQ(layers_, 1);
}

TEST_F(SettingsTest, TheEnvironmentNamesTheFileToo) {
  WriteFile("[painter]\ncolor = \"file\"\n");
  setenv("ROLLCALL_CONFIG", file_.c_str(), 1);
  EXPECT_EQ(Parse({}), std::nullopt) << said_;
  EXPECT_EQ(color_, "file");
}

TEST_F(SettingsTest, SkipsSectionsOfOtherProgramsAndOptionsOfOtherCommands) {
  WriteFile("[other]\nnonsense = 1\n[painter]\nsoap = 3\nsize = 4\n");
  EXPECT_EQ(Parse({"--config", file_, "paint"}), std::nullopt) << said_;
  EXPECT_EQ(soap_, 0);
  EXPECT_EQ(size_, 4);
}

TEST_F(SettingsTest, NamesTheFileAndTheKeyThatItDoesNotKnow) {
  WriteFile("[painter]\ncolour = \"red\"\n");
  EXPECT_EQ(Parse({"--config", file_}), kExitUsage);
  EXPECT_NE(said_.find(file_), std::string::npos) << said_;
  EXPECT_NE(said_.find("'colour'"), std::string::npos) << said_;
}

TEST_F(SettingsTest, AKeyOutsideASectionIsAnError) {
  WriteFile("color = \"red\"\n");
  EXPECT_EQ(Parse({"--config", file_}), kExitUsage);
  EXPECT_NE(said_.find("[painter]"), std::string::npos) << said_;
}

TEST_F(SettingsTest, AValueOfTheWrongTypeInTheFileIsAUsageError) {
  WriteFile("[painter]\nsize = \"big\"\n");
  EXPECT_EQ(Parse({"--config", file_}), kExitUsage);
  EXPECT_NE(said_.find("size"), std::string::npos) << said_;
}

TEST_F(SettingsTest, SaysWhatItDoesNotUnderstandInOneLine) {
  EXPECT_EQ(Parse({"--colour", "red"}), kExitUsage);
  EXPECT_NE(said_.find("--colour"), std::string::npos) << said_;
  EXPECT_EQ(std::count(said_.begin(), said_.end(), '\n'), 1) << said_;
}

TEST_F(SettingsTest, HelpNamesTheVariableOfEachOption) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(Parse({"--help"}), kExitYes);
  const std::string help = testing::internal::GetCapturedStdout();
  EXPECT_NE(help.find("ROLLCALL_COLOR"), std::string::npos) << help;
  EXPECT_NE(help.find("--config"), std::string::npos) << help;
}

}  // namespace
}  // namespace rollcall
