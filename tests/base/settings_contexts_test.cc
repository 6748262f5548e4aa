// SPDX-License-Identifier: Apache-2.0
// Contexts, the usual settings file, and where each value is from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/settings.h"

namespace rollcall {
namespace {

using ::testing::HasSubstr;

class SettingsContextsTest : public testing::Test {
 protected:
  SettingsContextsTest() {
    app_.add_option("--color", color_);
    app_.add_subcommand("help", "shows help");
  }
  ~SettingsContextsTest() override {
    for (const char* name : {"ROLLCALL_COLOR", "ROLLCALL_CONFIG", "ROLLCALL_CONTEXT"}) unsetenv(name);
    std::filesystem::remove(file_);
  }

  void WriteFile(const std::string& text) { std::ofstream(file_) << text; }

  absl::Status Parse(const std::vector<std::string>& arguments) {
    std::vector<const char*> argv = {"painter"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return TryParseSettings(app_, static_cast<int>(argv.size()), argv.data(), rules_, loaded_);
  }
  std::string ErrorOf(const std::vector<std::string>& arguments) { return std::string(Parse(arguments).message()); }
  std::string Source() { return SourceText(loaded_.sources[app_.get_option("--color")]); }

  const std::string file_ = testing::TempDir() + "settings_contexts_test_" + std::to_string(getpid()) + ".toml";
  CLI::App app_{"", "painter"};
  SettingsRules rules_ = {
      .contexts = SettingsRules::Contexts::kAllowed, .usual_file = file_, .commands_without_file = {"help"}};
  LoadedSettings loaded_;
  std::string color_ = "none";
};

constexpr char kTwoContexts[] =
    "current-context = \"oil\"\n[painter]\ncolor = \"gray\"\n[contexts.oil]\ncolor = \"blue\"\n"
    "[contexts.ink]\ncolor = \"black\"\n[contexts.empty]\n";

TEST_F(SettingsContextsTest, WithoutAFileThereIsTheDefault) {
  EXPECT_TRUE(Parse({}).ok());
  EXPECT_EQ(color_, "none");
  EXPECT_EQ(Source(), "default");
  EXPECT_EQ(loaded_.file, "");
}

TEST_F(SettingsContextsTest, TheUsualFileIsReadIfItExists) {
  WriteFile("[painter]\ncolor = \"gray\"\n");
  EXPECT_TRUE(Parse({}).ok());
  EXPECT_EQ(color_, "gray");
  EXPECT_EQ(Source(), "file " + file_ + ":2");
  EXPECT_EQ(loaded_.file, file_);
}

TEST_F(SettingsContextsTest, AnotherFileTakesThePlaceOfTheUsualOne) {
  WriteFile("[painter]\ncolor = \"gray\"\n");
  EXPECT_TRUE(Parse({"--config", "/dev/null"}).ok());
  EXPECT_EQ(color_, "none");
}

TEST_F(SettingsContextsTest, TheCurrentContextWinsOverTheSection) {
  WriteFile(kTwoContexts);
  EXPECT_TRUE(Parse({}).ok());
  EXPECT_EQ(color_, "blue");
  EXPECT_EQ(Source(), "context oil (" + file_ + ":5)");
  EXPECT_EQ(loaded_.context, "oil");
  EXPECT_EQ(SourceText(loaded_.context_source), "file " + file_ + ":1");
}

TEST_F(SettingsContextsTest, AVariableNamesAContextAndAFlagAnother) {
  WriteFile(kTwoContexts);
  setenv("ROLLCALL_CONTEXT", "ink", 1);
  EXPECT_TRUE(Parse({}).ok());
  EXPECT_EQ(color_, "black");
  EXPECT_EQ(SourceText(loaded_.context_source), "variable ROLLCALL_CONTEXT");
}

TEST_F(SettingsContextsTest, AFlagNamesAContext) {
  WriteFile(kTwoContexts);
  setenv("ROLLCALL_CONTEXT", "oil", 1);
  EXPECT_TRUE(Parse({"--context", "ink"}).ok());
  EXPECT_EQ(color_, "black");
  EXPECT_EQ(SourceText(loaded_.context_source), "flag");
}

TEST_F(SettingsContextsTest, WhatAContextDoesNotSetComesFromTheSection) {
  WriteFile(kTwoContexts);
  EXPECT_TRUE(Parse({"--context", "empty"}).ok());
  EXPECT_EQ(color_, "gray");
  EXPECT_EQ(Source(), "file " + file_ + ":3");
}

TEST_F(SettingsContextsTest, AVariableWinsOverAContext) {
  WriteFile(kTwoContexts);
  setenv("ROLLCALL_COLOR", "green", 1);
  EXPECT_TRUE(Parse({}).ok());
  EXPECT_EQ(color_, "green");
  EXPECT_EQ(Source(), "variable ROLLCALL_COLOR");
}

TEST_F(SettingsContextsTest, AFlagWinsOverAll) {
  WriteFile(kTwoContexts);
  setenv("ROLLCALL_COLOR", "green", 1);
  EXPECT_TRUE(Parse({"--color", "red"}).ok());
  EXPECT_EQ(color_, "red");
  EXPECT_EQ(Source(), "flag");
}

TEST_F(SettingsContextsTest, AnUnknownContextNamesThoseThatExist) {
  WriteFile(kTwoContexts);
  EXPECT_THAT(ErrorOf({"--context", "onk"}), HasSubstr("--context: there is no context 'onk' in " + file_ +
                                                       "; did you mean 'ink'? It has the contexts empty, ink, oil"));
}

TEST_F(SettingsContextsTest, AnUnknownContextOfAVariableNamesTheVariable) {
  WriteFile("[painter]\n");
  setenv("ROLLCALL_CONTEXT", "oil", 1);
  EXPECT_THAT(ErrorOf({}), HasSubstr("ROLLCALL_CONTEXT: there is no context 'oil' in " + file_ +
                                     "; it has no section [contexts.NAME]"));
}

TEST_F(SettingsContextsTest, AContextWithoutAFile) {
  EXPECT_THAT(ErrorOf({"--context", "oil"}), HasSubstr("there is no settings file " + file_));
}

TEST_F(SettingsContextsTest, AnUnknownKeyOfAContextIsNamed) {
  WriteFile("[contexts.oil]\ncolour = 1\n");
  EXPECT_THAT(ErrorOf({"--context", "oil"}), HasSubstr(file_ + ":2: [contexts.oil] has no option 'colour'"));
}

TEST_F(SettingsContextsTest, ABrokenFileIsNoObstacleForHelp) {
  WriteFile("nonsense");
  EXPECT_TRUE(Parse({"help"}).ok());
}

TEST_F(SettingsContextsTest, ABrokenFileIsAnErrorForOthers) {
  WriteFile("nonsense");
  EXPECT_THAT(ErrorOf({}), HasSubstr(file_ + ":1"));
}

}  // namespace
}  // namespace rollcall
