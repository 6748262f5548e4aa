// SPDX-License-Identifier: Apache-2.0
// What `list` and `nodes` write in each format, byte by byte. tests/testing/golden.h says how to write the files again.
#include "tests/testing/golden.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

// A node with a long name, many topics and a long description.
v1::NodeStatus LongNode() {
  v1::NodeStatus node = UpNode(12, 23, {{std::string(200, 'n'), {}, std::string(300, 'd')}});
  for (int i = 0; i < 300; ++i) node.mutable_coprocessors(0)->add_input_topics(absl::StrCat("topic-", i));
  return node;
}

// One node of each kind: usual, stale, errored and hostile, down, invalid, idle, draining.
std::vector<v1::NodeStatus> Nodes() {
  v1::NodeStatus stale = UpNode(2, 12, {{"name_a", {"foo", "bar", "baz"}, "This copro is interesting!"}});
  stale.mutable_coprocessors(0)->set_state_text("running");
  stale.mutable_lease()->set_seconds(5);
  stale.set_publisher_instance("agent 7");
  v1::NodeStatus errored = UpNode(3, 13, {{"name_a", {"foo"}, "red \x1b[31m"}, {"大小", {"t\n"}, "wide"}});
  errored.mutable_coprocessors(0)->set_state_text("errored");
  v1::NodeStatus down = DownNode(4, 14);
  down.set_reason("no sign of life for 3 leases");
  v1::NodeStatus draining = UpNode(-7, 10, {{"name_b", {"dd"}, ""}});
  draining.set_state(v1::NodeStatus::STATE_OTHER);
  draining.set_status_text("draining");
  return {draining,     RfcNodes().front(), stale, errored, down, InvalidNode(5, 15, "the value is not JSON"),
          UpNode(6, 16)};
}

v1::ListNodesResponse ListingWithAStrayRecord(std::vector<v1::NodeStatus> nodes) {
  for (v1::NodeStatus& node : nodes) {
    node.set_raw_value(absl::StrCat("{\"node_id\":", node.node_id(), ",  \"x\":1.50}"));
  }
  v1::ListNodesResponse listing = ListingOf(nodes, 23);
  listing.mutable_header()->set_problem_count(1);
  v1::Problem* problem = listing.add_problems();
  problem->set_code(v1::Problem::CODE_BAD_KEY);
  problem->set_message("the key 'x' is no node id");
  problem->set_offset(9);
  problem->set_key("x");
  return listing;
}

class GoldenTest : public ProgramFixture {
 protected:
  // What a command writes to stdout, and to stderr after a line.
  void ExpectOutput(const std::string& name, const std::vector<std::string>& arguments) {
    ASSERT_EQ(Run(arguments), kExitYes) << err_.text();
    const std::string notes = err_.text();
    ExpectGolden(name, notes.empty() ? out_.text() : absl::StrCat(out_.text(), "--- stderr\n", notes));
  }

  void ExpectOnTerminal(const std::string& name, size_t width, const std::vector<std::string>& arguments) {
    context_.out_is_terminal = true;
    context_.terminal_size = [width] { return TerminalSize{.width = width, .height = 24}; };
    ExpectOutput(name, arguments);
  }

  void Answer() { service_.AnswerNodes(ListingWithAStrayRecord(Nodes())); }

  void AnswerLong() {
    std::vector<v1::NodeStatus> nodes = Nodes();
    nodes.push_back(LongNode());
    service_.AnswerNodes(ListingWithAStrayRecord(nodes));
  }
};

struct Case {
  const char* file;
  std::vector<std::string> arguments;
};

class GoldenFormatTest : public GoldenTest, public ::testing::WithParamInterface<Case> {};

TEST_P(GoldenFormatTest, IsTheSameByteByByte) {
  Answer();
  ExpectOutput(GetParam().file, GetParam().arguments);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, GoldenFormatTest,
    ::testing::Values(
        Case{"list-table.txt", {"list"}}, Case{"list-wide.txt", {"list", "-o", "wide"}},
        Case{"list.json", {"list", "-o", "json"}}, Case{"list.ndjson", {"list", "-o", "ndjson"}},
        Case{"list-raw.json", {"list", "-o", "raw"}}, Case{"list-name.txt", {"list", "-o", "name"}},
        Case{"list-custom-columns.txt",
             {"list", "-o", "custom-columns=NAME:.name,ID:.nodeId,FIRST:.inputTopics[0],STALE:.node.isStale,NONE:.x"}},
        Case{"list-by-name.txt", {"list", "--by", "name"}},
        Case{"list-columns.txt",
             {"list", "--columns", "node,name,lease,instance", "--sort=-node,name", "--no-headers"}},
        Case{"nodes-table.txt", {"nodes"}}, Case{"nodes-wide.txt", {"nodes", "-o", "wide"}},
        Case{"nodes.json", {"nodes", "-o", "json"}}, Case{"nodes.ndjson", {"nodes", "-o", "ndjson"}},
        Case{"nodes-raw.json", {"nodes", "-o", "raw"}}, Case{"nodes-name.txt", {"nodes", "-q"}},
        Case{"nodes-custom-columns.txt", {"nodes", "-o", "custom-columns=ID:.nodeId,RUNS:{.coprocessors[*].name}"}}),
    [](const ::testing::TestParamInfo<Case>& tested) {
      std::string name = tested.param.file;
      for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      return name;
    });

class GoldenTerminalTest : public GoldenTest, public ::testing::WithParamInterface<size_t> {};

TEST_P(GoldenTerminalTest, ListSharesTheWidth) {
  AnswerLong();
  ExpectOnTerminal(absl::StrCat("list-terminal-", GetParam(), ".txt"), GetParam(), {"list"});
}

TEST_P(GoldenTerminalTest, ListByNameSharesTheWidth) {
  AnswerLong();
  ExpectOnTerminal(absl::StrCat("list-by-name-terminal-", GetParam(), ".txt"), GetParam(), {"list", "--by", "name"});
}

TEST_P(GoldenTerminalTest, NodesSharesTheWidth) {
  AnswerLong();
  ExpectOnTerminal(absl::StrCat("nodes-terminal-", GetParam(), ".txt"), GetParam(), {"nodes"});
}

INSTANTIATE_TEST_SUITE_P(Widths, GoldenTerminalTest, ::testing::Values(40, 80, 120, 200));

}  // namespace
}  // namespace rollcall::cli
