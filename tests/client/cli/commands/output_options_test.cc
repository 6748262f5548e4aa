// SPDX-License-Identifier: Apache-2.0
// Options that say how a listing is written.
#include "client/cli/commands/output_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

class OutputOptionsTest : public ProgramFixture {
 protected:
  // What `rollcall ARGUMENTS` writes about the RFC's nodes.
  std::string OutputOf(std::vector<std::string> arguments) {
    service_.AnswerNodes(ListingOf(RfcNodes(), 13));
    const size_t before = out_.text().size();
    EXPECT_EQ(Run(std::move(arguments)), kExitYes) << err_.text();
    return out_.text().substr(before);
  }
};

TEST_F(OutputOptionsTest, OutputIsAlsoCalledFormat) {
  const std::string wide = OutputOf({"list", "-o", "wide"});
  EXPECT_THAT(wide, HasSubstr("REVISION"));
  EXPECT_EQ(OutputOf({"list", "--output", "wide"}), wide);
  EXPECT_EQ(OutputOf({"list", "--format=wide"}), wide);
  EXPECT_EQ(OutputOf({"list", "-owide"}), wide);
}

TEST_F(OutputOptionsTest, ColumnsAndOrderAreChosen) {
  EXPECT_EQ(OutputOf({"nodes", "--columns", "state, NODE", "--sort=-node", "--no-headers"}),
            "  up  3\n  up  2\n  up  1\n");
  EXPECT_EQ(
      OutputOf({"list", "--columns", "name", "--columns=node", "--sort", "node,name", "--no-headers", "--node", "1-3"}),
      "  name_a  1\n  name_b  1\n  name_a  2\n  name_b  2\n  name_a  3\n  name_b  3\n");
}

TEST_F(OutputOptionsTest, QuietWritesEachNameOnceAndNoNotes) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}}), UpNode(2, 2, {{"a", {}, ""}}), DownNode(3, 3)}, 3));
  EXPECT_EQ(Run({"list", "-q"}), kExitYes);
  EXPECT_EQ(out_.text(), "a\n");
  EXPECT_EQ(Run({"nodes", "--quiet"}), kExitYes);
  EXPECT_EQ(out_.text(), "a\n1\n2\n3\n");
  EXPECT_EQ(Run({"nodes", "-o", "name"}), kExitYes);
  EXPECT_EQ(out_.text(), "a\n1\n2\n3\n1\n2\n3\n");
  EXPECT_EQ(err_.text(), "");
}

TEST_F(OutputOptionsTest, ATerminalGetsWhatFitsUnlessAllIsAskedFor) {
  context_.out_is_terminal = true;
  const std::string name(200, 'n');
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{name, {}, ""}})}, 1));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("n…  1        up     []"));
  EXPECT_EQ(Run({"list", "--no-trunc"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr(name));
}

TEST_F(OutputOptionsTest, OptionsThatContradictEachOtherAreRefused) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"list", "-q", "-o", "json"}, "--quiet writes names"},
      {{"list", "--columns=name", "-o", "json"}, "--columns is for"},
      {{"list", "--columns=name", "-q"}, "--columns is for"},
      {{"list", "--columns=name", "-o", "custom-columns=A:.a"}, "--columns is for"},
      {{"list", "--sort=name", "-o", "raw"}, "--sort and --no-headers are for"},
      {{"list", "--no-headers", "-o", "name"}, "--sort and --no-headers are for"},
      {{"list", "--columns=nme"}, "--columns: 'nme' is not a column"},
      {{"nodes", "--sort=-nme"}, "--sort: 'nme' is not a column"},
      {{"nodes", "--sort=topics"}, "'topics' is not a column; the columns are node, state"},
      {{"list", "--by=name", "--sort=revision"}, "'revision' is not a column"},
      {{"list", "--by=name", "-o", "json"}, "--by name is for"},
      {{"list", "--by=name", "-o", "custom-columns=A:.a"}, "--by name is for"}};
  for (const auto& [arguments, message] : cases) {
    const size_t before = err_.text().size();
    EXPECT_EQ(Run(arguments), kExitUsage) << message;
    EXPECT_THAT(err_.text().substr(before), HasSubstr(message));
  }
  EXPECT_TRUE(service_.list_requests().empty()) << "a mistake is found before anything is asked";
}

TEST_F(OutputOptionsTest, ACustomColumnThatIsNoneIsRefused) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Run({"list", "-o", "custom-columns=A"}), kExitUsage);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("'A' is not TITLE:PATH"));
}

TEST_F(OutputOptionsTest, TheExitCodeSaysWhetherSomethingMatches) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1)}, 1));
  EXPECT_EQ(Run({"nodes", "--exit-code"}), kExitYes);
  EXPECT_EQ(Run({"list", "--exit-code"}), kExitNo) << "the node runs nothing";
  EXPECT_EQ(Run({"list", "--exit-code", "-q"}), kExitNo);
  EXPECT_EQ(Run({"list"}), kExitYes) << "it is not asked for";
  EXPECT_EQ(Run({"nodes", "--exit-code", "--state", "stale", "-o", "json"}), kExitNo);
}

}  // namespace
}  // namespace rollcall::cli
