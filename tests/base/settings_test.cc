// SPDX-License-Identifier: Apache-2.0
// One definition of an option serves the flag, the environment and the file, in that precedence.
#include "base/settings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/exit_code.h"
#include "base/option_values.h"

namespace rollcall {
namespace {

class SettingsTest : public testing::Test {
 protected:
  SettingsTest() {
    TakesCommaList(app_.add_option("--color", color_));
    app_.add_option("--size", size_)->capture_default_str();
    app_.add_flag("--dry", dry_);
    app_.add_flag_function("--wet", [](int64_t /*count*/) {});
    app_.add_option("--brush", brushes_)->allow_extra_args(false);
    CLI::App* paint = app_.add_subcommand("paint", "paints");
    paint->fallthrough();
    paint->add_option("--layers", layers_);
    app_.add_subcommand("clean", "cleans")->add_option("--soap", soap_);
  }
  ~SettingsTest() override {
    for (const char* name : {"ROLLCALL_COLOR", "ROLLCALL_SIZE", "ROLLCALL_LAYERS", "ROLLCALL_BRUSH", "ROLLCALL_CONFIG",
                             "ROLLCALL_CONTEXT"}) {
      unsetenv(name);
    }
    std::filesystem::remove(file_);
  }

  void WriteFile(const std::string& text) { std::ofstream(file_) << text; }

  std::optional<int> Parse(const std::vector<std::string>& arguments) {
    std::vector<const char*> argv = {"painter"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    testing::internal::CaptureStderr();
    const std::optional<int> exit_code =
        ParseSettings(app_, static_cast<int>(argv.size()), argv.data(), rules_, loaded_);
    error_output_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  const std::string file_ = testing::TempDir() + "settings_test_" + std::to_string(getpid()) + ".toml";
  CLI::App app_{"", "painter"};
  std::string color_ = "none";
  int size_ = 0;
  bool dry_ = false;
  std::vector<std::string> brushes_;
  int layers_ = 0;
  int soap_ = 0;
  SettingsRules rules_;
  LoadedSettings loaded_;
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
  WriteFile("[rollcall]\nnonsense = 1\n[painter]\nsoap = 3\nsize = 4\n");
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

TEST_F(SettingsTest, AListInTheFileIsOneTextForAnOptionOfACommaList) {
  WriteFile("[painter]\ncolor = [\"red\", \"blue\"]\n");
  EXPECT_EQ(Parse({"--config", file_}), std::nullopt) << error_output_;
  EXPECT_EQ(color_, "red,blue");
}

TEST_F(SettingsTest, RequiredSettingsMayBeInTheFile) {
  app_.get_subcommand("paint")->get_option("--layers")->required();
  WriteFile("[painter]\nlayers = 3\n");
  EXPECT_EQ(Parse({"--config", file_, "paint"}), std::nullopt) << error_output_;
  EXPECT_EQ(layers_, 3);
}

TEST_F(SettingsTest, ARequiredSettingOfAnotherCommandIsNotMissed) {
  app_.get_subcommand("paint")->get_option("--layers")->required();
  EXPECT_EQ(Parse({"clean"}), std::nullopt) << error_output_;
}

TEST_F(SettingsTest, ARequiredSettingOfTheCommandThatIsNowhereIsNamed) {
  app_.get_subcommand("paint")->get_option("--layers")->required();
  EXPECT_EQ(Parse({"paint"}), kExitUsage);
  EXPECT_NE(error_output_.find("--layers INT is required"), std::string::npos) << error_output_;
}

// What is said about a command line, a variable or a file that cannot be used.
class SettingsErrorTest : public SettingsTest {
 protected:
  std::string ErrorOf(const std::vector<std::string>& arguments) {
    EXPECT_EQ(Parse(arguments), kExitUsage);
    return error_output_;
  }
};

TEST_F(SettingsErrorTest, ASecondCommandIsNotDropped) {
  EXPECT_EQ(
      ErrorOf({"paint", "clean"}),
      "painter: 'clean' is a second command after 'paint'; give one command at a time (see painter paint --help)\n");
}

TEST_F(SettingsErrorTest, TheSameCommandTwiceIsASecondCommand) {
  EXPECT_NE(ErrorOf({"paint", "paint"}).find("'paint' is a second command after 'paint'"), std::string::npos);
}

TEST_F(SettingsErrorTest, AnUnknownCommandSuggestsOne) {
  EXPECT_EQ(ErrorOf({"piant"}),
            "painter: there is no command 'piant'; did you mean 'paint'? The commands are: paint, clean (see painter "
            "--help)\n");
}

TEST_F(SettingsErrorTest, AnUnknownOptionSuggestsOneOfTheCommandOrTheProgram) {
  EXPECT_EQ(ErrorOf({"paint", "--layer", "2"}),
            "painter: there is no option --layer; did you mean '--layers'? (see painter paint --help)\n");
}

TEST_F(SettingsErrorTest, AnOptionOfTheProgramIsSuggestedAfterTheCommandToo) {
  EXPECT_NE(ErrorOf({"paint", "--colr=red"}).find("there is no option --colr; did you mean '--color'?"),
            std::string::npos);
}

TEST_F(SettingsErrorTest, AnOptionBeforeItsCommandSaysWhereItBelongs) {
  EXPECT_NE(
      ErrorOf({"--layers=2", "paint"}).find("--layers is an option of the command; write it after 'painter paint'"),
      std::string::npos);
}

TEST_F(SettingsErrorTest, AnArgumentOfACommandWithoutArgumentsIsNamed) {
  EXPECT_NE(ErrorOf({"paint", "wall"}).find("'wall' is unexpected: paint takes no such argument"), std::string::npos);
}

TEST_F(SettingsErrorTest, AValueOfTheWrongTypeIsNamedWithItsFlag) {
  EXPECT_EQ(ErrorOf({"--size", "5x"}),
            "painter: --size: '5x' is not a number; write digits, for example 0 (see painter --help)\n");
}

TEST_F(SettingsErrorTest, AValueOfTheWrongTypeIsNamedWithItsVariable) {
  setenv("ROLLCALL_SIZE", "5x", 1);
  EXPECT_EQ(ErrorOf({"paint"}),
            "painter: ROLLCALL_SIZE: '5x' is not a number; write digits, for example 0 (see painter paint --help)\n");
}

TEST_F(SettingsErrorTest, AValueOfTheWrongTypeIsNamedWithItsFileAndLine) {
  WriteFile("[painter]\n\nsize = \"5x\"\n");
  EXPECT_EQ(ErrorOf({"--config", file_}),
            "painter: " + file_ + ":3: size: '5x' is not a number; write digits, for example 0 (see painter --help)\n");
}

TEST_F(SettingsErrorTest, ANumberThatDoesNotFitIsNotCalledText) {
  EXPECT_NE(ErrorOf({"--size", "99999999999"}).find("--size: '99999999999' is too large"), std::string::npos);
}

TEST_F(SettingsErrorTest, AFlagThatIsNeitherTrueNorFalse) {
  EXPECT_NE(ErrorOf({"--dry=perhaps"}).find("--dry: 'perhaps' is neither true nor false"), std::string::npos)
      << error_output_;
}

TEST_F(SettingsErrorTest, AFlagWithAFunctionThatIsNeitherTrueNorFalse) {
  EXPECT_NE(ErrorOf({"--wet=perhaps"}).find("--wet: 'perhaps' is neither true nor false"), std::string::npos)
      << error_output_;
}

TEST_F(SettingsErrorTest, AnOptionWithoutItsValueSaysWhichItNeeds) {
  EXPECT_NE(ErrorOf({"paint", "--size"}).find("--size needs a value: INT, for example 0"), std::string::npos)
      << error_output_;
}

TEST_F(SettingsErrorTest, AnOptionOfOneValueIsGivenOnce) {
  EXPECT_NE(ErrorOf({"--size", "1", "--size", "2"}).find("--size is given 2 times; give it once"), std::string::npos)
      << error_output_;
}

TEST_F(SettingsErrorTest, AListForAnOptionOfOneValue) {
  WriteFile("[painter]\nsize = [1, 2]\n");
  EXPECT_NE(ErrorOf({"--config", file_}).find(file_ + ":2: size takes one value, not a list"), std::string::npos)
      << error_output_;
}

TEST_F(SettingsErrorTest, AnUnknownKeySuggestsOneAndHasItsLine) {
  WriteFile("[painter]\n\ncolour = \"red\"\n");
  EXPECT_NE(ErrorOf({"--config", file_}).find(file_ + ":3: [painter] has no option 'colour'; did you mean 'color'?"),
            std::string::npos)
      << error_output_;
}

}  // namespace
}  // namespace rollcall
