// SPDX-License-Identifier: Apache-2.0
// The manual says what the program does: the committed pages are those of the definitions, and the examples work.
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
#include "client/cli/manual/formats.h"
#include "client/cli/manual/page.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall::cli {
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

TEST(ManualTest, TheCommittedPagesAreThoseOfTheProgram) {
  const std::vector<ManualPage> pages = MakeManual();
  for (const ManualPage& page : pages) EXPECT_EQ(ReadCommitted(page.name + ".md"), ToMarkdown(page)) << kMakeThem;
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

TEST(ManualTest, EachExampleCanBeParsedAndNamesItsCommand) {
  const rollcall::testing::TemporaryFolder folder;
  std::ofstream(folder / "config.toml") << "[contexts.prod]\n";
  const std::unique_ptr<Program> definitions = DefineProgram();
  for (const Command& command : definitions->commands) {
    EXPECT_FALSE(command.examples.empty()) << command.app->get_name() << " has no examples (struct Command)";
    for (const Example& example : command.examples) {
      const std::vector<std::string> words = WordsOf(example.command_line);
      EXPECT_THAT(words, Contains(command.app->get_name())) << example.command_line;
      std::vector<const char*> argv;
      for (const std::string& word : words) argv.push_back(word.c_str());
      const std::unique_ptr<Program> program = DefineProgram();
      const absl::Status parsed = TryParseSettings(program->app, static_cast<int>(argv.size()), argv.data(),
                                                   ProgramSettingsRules(folder / "config.toml"), program->settings);
      EXPECT_TRUE(parsed.ok()) << example.command_line << "\n" << parsed;
    }
  }
}

// -o is the output format, -w watches, -q is quiet and -h helps, in each command that has them.
TEST(ManualTest, AShortOptionMeansTheSameEverywhere) {
  const std::map<std::string, std::string> meanings = {{"o", "output"}, {"w", "watch"}, {"q", "quiet"}, {"h", "help"}};
  const std::unique_ptr<Program> program = DefineProgram();
  for (const Command& command : program->commands) {
    for (const CLI::Option* option : command.app->get_options()) {
      for (const std::string& name : option->get_snames()) {
        ASSERT_TRUE(meanings.contains(name)) << command.app->get_name() << " -" << name;
        EXPECT_THAT(option->get_lnames(), Contains(meanings.at(name))) << command.app->get_name() << " -" << name;
      }
    }
  }
}

TEST(ManualTest, EachPageHasWhatAPersonLooksFor) {
  for (const ManualPage& page : MakeManual()) {
    const std::string man = ToMan(page);
    for (const char* section : {"EXAMPLES", "\"EXIT STATUS\"", "\"ENVIRONMENT\"", "\"FILES\"", "\"SEE ALSO\""}) {
      EXPECT_THAT(man, HasSubstr(absl::StrCat(".SH ", section))) << page.name;
    }
    EXPECT_THAT(man, HasSubstr("ROLLCALL_SERVER")) << page.name;
  }
}

TEST(ManualTest, TheProgramsPageHasTheOptionsOfEveryCommand) {
  const std::string page = ToMarkdown(MakeManual().front());
  for (const char* option : {"`--server SERVERS`", "`--config FILE`", "`--context NAME`", "`-h, --help`"}) {
    EXPECT_THAT(page, HasSubstr(option));
  }
  EXPECT_THAT(page, HasSubstr("- `list`: "));
}

ManualPage OddPage() {
  return {.name = "odd",
          .summary = "Takes a \\ and a *",
          .synopsis = {"odd"},
          .sections = {{"OPTIONS", {{"--x", ".dot"}, {"--y", "a_b <c>"}}}},
          .examples = {{"'odd' --x", "one"}},
          .see_also = {}};
}

TEST(ManualFormatsTest, ManKeepsWhatGroffWouldTakeForItsOwn) {
  const std::string man = ToMan(OddPage());
  EXPECT_THAT(man, HasSubstr("Takes a \\e and a *"));
  EXPECT_THAT(man, HasSubstr("\n\\&.dot.\n"));
  EXPECT_THAT(man, HasSubstr("\n\\&'odd' \\-\\-x\n"));
}

TEST(ManualFormatsTest, MarkdownShowsTextAsItIs) {
  const std::string page = ToMarkdown(OddPage());
  EXPECT_THAT(page, HasSubstr("Takes a \\\\ and a \\*."));
  EXPECT_THAT(page, HasSubstr("- `--y`: a\\_b \\<c>.\n"));
  EXPECT_THAT(page, HasSubstr("\n    'odd' --x\n"));
}

}  // namespace
}  // namespace rollcall::cli
