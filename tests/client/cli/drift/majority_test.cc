// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/majority.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/client/cli/drift/drift_nodes.h"
#include "tests/testing/random.h"

namespace rollcall::cli {
namespace {

using Presence = Expected::Presence;

Definition Row(const std::string& topic, const std::string& description = "d") {
  return {.input_topics = {topic}, .description = description, .state = ""};
}

Expected MajorityOfA(const std::vector<std::optional<Definition>>& rows) {
  RunningNodes nodes;
  for (const auto& row : rows) {
    RunningRows& node = nodes[static_cast<int32_t>(nodes.size())];
    if (row.has_value()) node["a"] = *row;
  }
  return MajorityOf(nodes).at("a");
}

TEST(MajorityTest, PresenceIsThatOfMoreThanHalf) {
  EXPECT_EQ(MajorityOfA({Row("x")}).presence, Presence::kPresent);
  EXPECT_EQ(MajorityOfA({Row("x"), Row("x"), {}}).presence, Presence::kPresent);
  EXPECT_EQ(MajorityOfA({Row("x"), {}}).presence, Presence::kSplit);
  EXPECT_EQ(MajorityOfA({Row("x"), {}, {}}).presence, Presence::kAbsent);
  EXPECT_TRUE(MajorityOf({{1, {}}, {2, {}}}).empty());
}

TEST(MajorityTest, EachFieldIsThatOfMoreThanHalfOfThoseThatHaveIt) {
  const Expected expected = MajorityOfA({Row("x", "d"), Row("x", "e"), Row("y", "e"), {}});
  EXPECT_EQ(expected.definition, Row("x", "e")) << "no node has this combination";
  EXPECT_TRUE(expected.split_fields.empty());
}

TEST(MajorityTest, WithoutMoreThanHalfItIsSplit) {
  EXPECT_EQ(MajorityOfA({Row("x"), Row("y")}).split_fields, std::set<Field>{Field::kInputTopics});
  EXPECT_EQ(MajorityOfA({Row("x"), Row("x"), Row("y"), Row("z")}).split_fields, std::set<Field>{Field::kInputTopics})
      << "the most frequent value is no majority";
  EXPECT_EQ(MajorityOfA({Row("x", "d"), Row("y", "e")}).split_fields,
            (std::set<Field>{Field::kInputTopics, Field::kDescription}));
}

// The oracle looks at each node and each field for itself, and counts.
std::set<std::string> OracleOf(const RunningNodes& nodes, const std::set<std::string>& names) {
  std::set<std::string> found;
  for (const auto& [id, rows] : nodes) {
    for (const std::string& name : names) {
      const auto having =
          std::count_if(nodes.begin(), nodes.end(), [&](const auto& n) { return n.second.contains(name); });
      const auto half_of_all = static_cast<double>(nodes.size()) / 2;
      const std::string at = name + " on " + std::to_string(id);
      if (!rows.contains(name)) {
        if (having > half_of_all) found.insert(at + " missing");
        if (having == half_of_all) found.insert(at + " missing split");
        continue;
      }
      if (having < half_of_all) found.insert(at + " extra");
      if (having == half_of_all) found.insert(at + " extra split");
      if (having < half_of_all) continue;
      for (const Field field : kFields) {
        const std::string mine = FieldText(field, rows.at(name));
        std::map<std::string, int> votes;
        for (const auto& [other, other_rows] : nodes) {
          if (other_rows.contains(name)) ++votes[FieldText(field, other_rows.at(name))];
        }
        std::string winner = "split";
        for (const auto& [value, count] : votes) winner = 2 * count > having ? value : winner;
        if (winner != mine) found.insert(at + " " + std::string(FieldName(field)) + " " + winner + ">" + mine);
      }
    }
  }
  return found;
}

std::set<std::string> Flattened(const std::vector<Difference>& differences) {
  std::set<std::string> found;
  for (const Difference& difference : differences) {
    for (const int32_t id : difference.node_ids) {
      const std::string at = difference.coprocessor + " on " + std::to_string(id) + " ";
      const std::string split = difference.is_split ? " split" : "";
      if (difference.kind == Difference::Kind::kMissing) found.insert(at + "missing" + split);
      if (difference.kind == Difference::Kind::kExtra) found.insert(at + "extra" + split);
      if (difference.kind != Difference::Kind::kDiffers) continue;
      const Field field = *difference.field;
      const std::string expected = difference.is_split ? "split" : FieldText(field, *difference.expected);
      found.insert(at + std::string(FieldName(field)) + " " + expected + ">" + FieldText(field, *difference.found));
    }
  }
  return found;
}

TEST(MajorityTest, AgreesWithAnOracleOnRandomNodes) {
  testing::Random random(15);
  const std::vector<std::string> topics = {"x", "x", "x", "y", "z"};
  const std::vector<std::string> states = {"running", "running", "errored"};
  size_t with_drift = 0;
  for (int i = 0; i < 1000; ++i) {
    RunningNodes nodes;
    const int count = 1 + random.Below(5);
    for (int id = 1; id <= count; ++id) {
      RunningRows& rows = nodes[id];
      for (const char* name : {"a", "b"}) {
        if (random.Chance(30)) continue;
        rows[name] = {.input_topics = {random.Pick(topics)},
                      .description = random.Chance(80) ? "d" : "e",
                      .state = random.Pick(states)};
      }
    }
    const ExpectedRows expected = MajorityOf(nodes);
    const auto differences = Compare(nodes, [&](int32_t) -> const ExpectedRows& { return expected; });
    ASSERT_EQ(Flattened(differences), OracleOf(nodes, {"a", "b"})) << "case " << i;
    with_drift += differences.empty() ? 0 : 1;
  }
  EXPECT_GT(with_drift, 200u);
  EXPECT_LT(with_drift, 980u);
}

}  // namespace
}  // namespace rollcall::cli
