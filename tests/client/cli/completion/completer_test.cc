// SPDX-License-Identifier: Apache-2.0
#include "client/cli/completion/completer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "base/option_values.h"
#include "client/cli/commands/program_definition.h"

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CompleterTest : public ::testing::Test {
 protected:
  CompleterTest() {
    app_.add_option("--server", text_, "Servers");
    app_.add_flag("--tls", flag_, "TLS");
    app_.add_option("--secret", text_)->group("");
    CLI::App* list = app_.add_subcommand("list", "Lists");
    SuggestValues(*list->add_option("--state", text_), {"up", "down", "other"});
    list->add_option("--node", text_, "Nodes");
    list->add_option("-o,--output", text_, "Format\nand more")->check(OneOf({"json", "table"}));
    app_.add_subcommand("nodes", "Nodes");
    CLI::App* config = app_.add_subcommand("config", "Settings");
    config->add_subcommand("show", "Shows");
    app_.add_subcommand("completion")->add_option("shell", text_)->check(OneOf({"bash", "zsh"}));
    app_.add_subcommand("hidden")->group("");
  }

  std::vector<std::string> Words(const std::vector<std::string>& words) {
    std::vector<std::string> found;
    for (const Candidate& candidate : Complete(app_, words).candidates) found.push_back(candidate.word);
    return found;
  }

  CLI::App app_{"", "rollcall"};
  std::string text_;
  bool flag_ = false;
};

TEST_F(CompleterTest, Commands) {
  EXPECT_THAT(Words({""}), ElementsAre("list", "nodes", "config", "completion"));
  EXPECT_THAT(Words({"co"}), ElementsAre("config", "completion"));
  EXPECT_THAT(Words({"config", ""}), ElementsAre("show"));
  EXPECT_THAT(Words({"list", ""}), IsEmpty());
}

TEST_F(CompleterTest, ACommandAfterOptionsWithAndWithoutAValue) {
  EXPECT_THAT(Words({"--server", "list", "--tls", "--server=x", "no"}), ElementsAre("nodes"));
}

TEST_F(CompleterTest, OptionsOfTheCommandAndOfTheProgram) {
  EXPECT_THAT(Words({"list", "--"}), ElementsAre("--help", "--state", "--node", "--output", "--server", "--tls"));
  EXPECT_THAT(Words({"list", "--s"}), ElementsAre("--state", "--server"));
  EXPECT_THAT(Words({"nodes", "--st"}), IsEmpty());
}

TEST_F(CompleterTest, AnOptionHasTheFirstLineOfItsHelp) {
  EXPECT_EQ(Complete(app_, {"list", "--o"}).candidates.at(0).help, "Format");
}

TEST_F(CompleterTest, ValuesOfAnOption) {
  EXPECT_THAT(Words({"list", "--output", ""}), ElementsAre("json", "table"));
  EXPECT_THAT(Words({"list", "-o", "j"}), ElementsAre("json"));
  EXPECT_THAT(Words({"list", "--output=t"}), ElementsAre("--output=table"));
  EXPECT_THAT(Words({"list", "--state", "up,d"}), ElementsAre("up,down"));
  EXPECT_THAT(Words({"list", "--state=up,d"}), ElementsAre("--state=up,down"));
  EXPECT_THAT(Words({"list", "--node", ""}), IsEmpty()) << "the server knows them";
}

TEST_F(CompleterTest, ValuesOfAnArgument) { EXPECT_THAT(Words({"completion", "b"}), ElementsAre("bash")); }

TEST_F(CompleterTest, NodeIdsComeFromTheServer) {
  const Completion completion = Complete(app_, {"--server", "x:1", "list", "--node", "1,2"});
  EXPECT_EQ(completion.live, LiveValues::kNodeIds);
  EXPECT_EQ(completion.prefix, "1,");
  EXPECT_EQ(completion.typed, "2");
  EXPECT_THAT(completion.settled, ElementsAre("--server", "x:1", "list"));
}

TEST(CompleterOfTheProgramTest, WhatADescriptionIsOfComesFromTheServer) {
  const std::unique_ptr<Program> program = DefineProgram();
  EXPECT_EQ(Complete(program->app, {"describe", "node", ""}).live, LiveValues::kNodeIds);
  EXPECT_EQ(Complete(program->app, {"describe", "coprocessor", ""}).live, LiveValues::kCoprocessorNames);
  EXPECT_EQ(Complete(program->app, {"wait", "--on", ""}).live, LiveValues::kNodeIds);
}

TEST_F(CompleterTest, NothingAtAll) { EXPECT_THAT(Words({}), ElementsAre("list", "nodes", "config", "completion")); }

}  // namespace
}  // namespace rollcall::cli
