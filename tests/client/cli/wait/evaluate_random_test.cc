// SPDX-License-Identifier: Apache-2.0
// Evaluate against a naive oracle, on random states. The oracle is written from docs/client.md alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "client/cli/wait/evaluate.h"
#include "tests/client/cli/wait/wait_nodes.h"
#include "tests/testing/random.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

constexpr int kStates = 3000;
constexpr int kMaxNodes = 4;

// What was drawn for a node, which is all that the oracle looks at.
struct Drawn {
  enum class Word { kUp, kDown, kOther, kInvalid };
  int id = 0;
  Word word = Word::kUp;
  bool is_stale = false;
  bool has_row = false;
  std::string row_state;
  std::vector<std::string> topics;
  std::string description;

  bool IsBelieved() const { return word != Word::kInvalid && (word == Word::kDown || !is_stale); }
  bool IsUp() const { return word == Word::kUp && !is_stale; }
  bool Runs() const { return IsUp() && has_row && (row_state.empty() || row_state == "running"); }
};

Drawn DrawNode(int id, Random& random) {
  Drawn node;
  node.id = id;
  const int word = random.Below(10);
  node.word = word < 6   ? Drawn::Word::kUp
              : word < 7 ? Drawn::Word::kDown
              : word < 8 ? Drawn::Word::kOther
                         : Drawn::Word::kInvalid;
  node.is_stale = random.Chance(15);
  const bool may_have_rows = node.word == Drawn::Word::kUp || node.word == Drawn::Word::kOther;
  node.has_row = may_have_rows && random.Chance(70);
  if (random.Chance(50)) node.row_state = random.Chance(70) ? "running" : "errored";
  node.topics = random.Chance(50) ? std::vector<std::string>{"x", "y"} : std::vector<std::string>{"y", "x"};
  if (random.Chance(15)) node.topics.pop_back();
  node.description = random.Chance(85) ? "d" : "e";
  return node;
}

v1::NodeStatus StatusOf(const Drawn& drawn) {
  v1::NodeStatus node = UpNode(drawn.id, 1);
  if (drawn.word == Drawn::Word::kDown) node = DownNode(drawn.id, 1);
  if (drawn.word == Drawn::Word::kOther) node = OtherNode(drawn.id, 1, "draining");
  if (drawn.word == Drawn::Word::kInvalid) node = InvalidNode(drawn.id, 1, "x");
  if (drawn.has_row) {
    v1::Coprocessor* row = node.add_coprocessors();
    row->set_name("a");
    for (const std::string& topic : drawn.topics) row->add_input_topics(topic);
    row->set_description(drawn.description);
    row->set_state_text(drawn.row_state);
  }
  return drawn.is_stale ? Stale(node) : node;
}

using State = std::vector<Drawn>;

const Drawn* Find(const State& state, int id) {
  for (const Drawn& node : state) {
    if (node.id == id) return &node;
  }
  return nullptr;
}

template <typename Predicate>
bool All(const State& state, Predicate predicate) {
  return std::all_of(state.begin(), state.end(), predicate);
}

bool OracleSame(const State& state) {
  std::set<std::string> values;
  for (const Drawn& node : state) {
    if (!node.IsBelieved()) return false;
    if (!node.has_row) continue;
    std::vector<std::string> topics = node.topics;
    std::sort(topics.begin(), topics.end());
    std::string value = node.description + "|" + node.row_state;
    for (const std::string& topic : topics) value += "|" + topic;
    values.insert(value);
  }
  return values.size() == 1;
}

bool OracleOf(const std::string& text, const State& state) {
  const Drawn* one = Find(state, 1);
  const Drawn* two = Find(state, 2);
  const auto running = std::count_if(state.begin(), state.end(), [](const Drawn& node) { return node.Runs(); });
  if (text == "running=a") return running >= 1;
  if (text == "running=a at least 2") return running >= 2;
  if (text == "running=a on all") return !state.empty() && running == static_cast<int>(state.size());
  if (text == "running=a on 1,2") return one != nullptr && one->Runs() && two != nullptr && two->Runs();
  if (text == "gone=a") {
    return !state.empty() && All(state, [](const Drawn& node) { return node.IsBelieved() && !node.has_row; });
  }
  if (text == "up=1") return one != nullptr && one->IsUp();
  if (text == "up=all") return !state.empty() && All(state, [](const Drawn& node) { return node.IsUp(); });
  if (text == "down=1") return one != nullptr && one->word == Drawn::Word::kDown;
  if (text == "removed=1") return one == nullptr;
  if (text == "nodes=2") return state.size() == 2 && All(state, [](const Drawn& node) { return node.IsBelieved(); });
  EXPECT_EQ(text, "same=a");
  return OracleSame(state);
}

struct Question {
  std::string text;
  std::string expression;
  Placement placement = {};
};

std::vector<Question> Questions() {
  std::vector<Question> questions = {{"running=a at least 2", "running=a", {.at_least = 2}},
                                     {"running=a on all", "running=a", {.at_least = 0}},
                                     {"running=a on 1,2", "running=a", *ParsePlacement("1,2")}};
  for (const char* text : {"running=a", "gone=a", "up=1", "up=all", "down=1", "removed=1", "nodes=2", "same=a"}) {
    questions.push_back({text, text});
  }
  return questions;
}

TEST(EvaluateRandomTest, AgreesWithTheOracle) {
  Random random(20261126);
  const std::vector<Question> questions = Questions();
  std::vector<int> held(questions.size(), 0);
  for (int i = 0; i < kStates; ++i) {
    State state;
    std::vector<v1::NodeStatus> nodes;
    for (int id = 1; id <= kMaxNodes; ++id) {
      if (random.Chance(40)) continue;
      state.push_back(DrawNode(id, random));
      nodes.push_back(StatusOf(state.back()));
    }
    for (size_t q = 0; q < questions.size(); ++q) {
      const auto expression = ParseExpression(questions[q].expression, questions[q].placement);
      ASSERT_TRUE(expression.ok());
      const Evaluation evaluation = Evaluate(*expression, MapOf(nodes), HeaderOf(nodes, 1));
      ASSERT_EQ(evaluation.holds(), OracleOf(questions[q].text, state))
          << "state " << i << ", " << questions[q].text << ": " << FindingsText(evaluation.findings);
      ASSERT_TRUE(!evaluation.findings.empty() || (evaluation.holds() && nodes.empty())) << "no reason is given";
      held[q] += evaluation.holds() ? 1 : 0;
    }
  }
  for (size_t q = 0; q < questions.size(); ++q) {
    EXPECT_GT(held[q], kStates / 200) << questions[q].text << " hardly ever held";
    EXPECT_LT(held[q], kStates - kStates / 200) << questions[q].text << " nearly always held";
  }
}

}  // namespace
}  // namespace rollcall::cli
