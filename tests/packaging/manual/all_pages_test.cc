// SPDX-License-Identifier: Apache-2.0
// The manual says what the programs do: the committed pages are those of the definitions, and the examples work.
#include "packaging/manual/all_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "agent/commands/program_definition.h"
#include "base/manual/formats.h"
#include "client/cli/commands/program_definition.h"
#include "server/options.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall::manual {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::string ReadCommitted(const std::string& name) {
  std::ifstream file(absl::StrCat(ROLLCALL_SOURCE_FOLDER, "/docs/cli/", name), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

constexpr char kMakeThem[] = "make them: cmake --build build/dev --target docs_cli";

TEST(AllPagesTest, TheCommittedPagesAreThoseOfThePrograms) {
  const std::vector<Page> pages = AllPages();
  for (const Page& page : pages) EXPECT_EQ(ReadCommitted(page.name + ".md"), ToMarkdown(page)) << kMakeThem;
  EXPECT_EQ(ReadCommitted("README.md"), MarkdownIndex(pages)) << kMakeThem;
}

// The words of a command line up to a pipe or a redirection. Single quotes may be around a word.
std::vector<std::string> WordsOf(const std::string& command_line) {
  std::istringstream text(command_line);
  std::vector<std::string> words;
  for (std::string word; text >> word && word != "|" && word != ">";) {
    words.push_back(absl::StrReplaceAll(word, {{"'", ""}}));
  }
  return words;
}

absl::Status ParseAsRollcall(int argc, const char* const* argv, const std::string& file) {
  const std::unique_ptr<cli::Program> program = cli::DefineProgram();
  return TryParseSettings(program->app, argc, argv, cli::ProgramSettingsRules(file), program->settings);
}

absl::Status ParseAsAgent(int argc, const char* const* argv) {
  const std::unique_ptr<agent::Program> program = agent::DefineProgram();
  LoadedSettings settings;
  return TryParseSettings(program->app, argc, argv, agent::ProgramSettingsRules(), settings);
}

absl::Status ParseAsServer(int argc, const char* const* argv) {
  ServerOptions options;
  CLI::App app(kDescription, kServerProgram);
  DefineOptions(app, options);
  LoadedSettings settings;
  if (absl::Status parsed = TryParseSettings(app, argc, argv, {}, settings); !parsed.ok()) return parsed;
  return CheckOptions(options);
}

absl::Status Parse(const std::string& command_line, const std::string& file) {
  const std::vector<std::string> words = WordsOf(command_line);
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  const int argc = static_cast<int>(argv.size());
  if (words.front() == "rollcalld") return ParseAsServer(argc, argv.data());
  return words.front() == "rollcall" ? ParseAsRollcall(argc, argv.data(), file) : ParseAsAgent(argc, argv.data());
}

TEST(AllPagesTest, EachExampleCanBeParsed) {
  const rollcall::testing::TemporaryFolder folder;
  std::ofstream(folder / "config.toml") << "[contexts.prod]\n";
  for (const Page& page : AllPages()) {
    EXPECT_FALSE(page.examples.empty()) << page.name << " has no examples";
    for (const Example& example : page.examples) {
      const absl::Status parsed = Parse(example.command_line, folder / "config.toml");
      EXPECT_TRUE(parsed.ok()) << example.command_line << "\n" << parsed;
    }
  }
}

template <typename Program>
void ExpectExamplesToNameTheirCommands(const Program& program) {
  for (const auto& command : program.commands) {
    EXPECT_FALSE(command.examples.empty()) << command.app->get_name() << " has no examples (struct Command)";
    for (const Example& example : command.examples) {
      EXPECT_THAT(WordsOf(example.command_line), Contains(command.app->get_name())) << example.command_line;
    }
  }
}

TEST(AllPagesTest, EachExampleNamesItsCommand) {
  ExpectExamplesToNameTheirCommands(*cli::DefineProgram());
  ExpectExamplesToNameTheirCommands(*agent::DefineProgram());
}

// -o is the output format, -w watches, -q is quiet and -h helps, in each command that has them.
TEST(AllPagesTest, AShortOptionMeansTheSameEverywhere) {
  const std::map<std::string, std::string> meanings = {{"o", "output"}, {"w", "watch"}, {"q", "quiet"}, {"h", "help"}};
  const std::unique_ptr<cli::Program> program = cli::DefineProgram();
  for (const cli::Command& command : program->commands) {
    for (const CLI::Option* option : command.app->get_options()) {
      for (const std::string& name : option->get_snames()) {
        ASSERT_TRUE(meanings.contains(name)) << command.app->get_name() << " -" << name;
        EXPECT_THAT(option->get_lnames(), Contains(meanings.at(name))) << command.app->get_name() << " -" << name;
      }
    }
  }
}

TEST(AllPagesTest, EachPageHasWhatAPersonLooksFor) {
  for (const Page& page : AllPages()) {
    const std::string man = ToMan(page);
    for (const char* section : {"EXAMPLES", "\"EXIT STATUS\"", "\"ENVIRONMENT\"", "\"FILES\"", "\"SEE ALSO\""}) {
      EXPECT_THAT(man, HasSubstr(absl::StrCat(".SH ", section))) << page.name;
    }
    EXPECT_THAT(man, HasSubstr("ROLLCALL_")) << page.name;
  }
}

TEST(AllPagesTest, TheProgramsPageHasTheOptionsOfEveryCommand) {
  const std::string page = ToMarkdown(AllPages().front());
  for (const char* option : {"`--server SERVERS`", "`--config FILE`", "`--context NAME`", "`-h, --help`"}) {
    EXPECT_THAT(page, HasSubstr(option));
  }
  EXPECT_THAT(page, HasSubstr("- `list`: "));
}

}  // namespace
}  // namespace rollcall::manual
