// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/evaluate.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "client/cli/drift/definition.h"
#include "client/cli/wait/node_facts.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

using Answer = Evaluation::Answer;
using Kind = Expression::Kind;

// Why a node keeps the expression from holding; empty if it does not.
using WhyNot = std::function<std::string(const v1::NodeStatus& node)>;

Evaluation NotYet(std::string what) {
  return {.answer = Answer::kNotYet, .findings = {{.node_id = std::nullopt, .what = std::move(what)}}};
}

// Holds if there are no culprits. Otherwise they are the findings.
Evaluation Decide(std::vector<Finding> culprits, std::vector<Finding> reasons) {
  if (culprits.empty()) return {.answer = Answer::kHolds, .findings = std::move(reasons)};
  return {.answer = Answer::kNotYet, .findings = std::move(culprits)};
}

std::vector<int32_t> IdsOf(const NodeMap& nodes) {
  std::vector<int32_t> ids;
  for (const auto& [id, node] : nodes) ids.push_back(id);
  return ids;
}

// Holds if each of the nodes (nullopt: all, and at least one) has a status and no reason against it.
Evaluation EachNode(const std::optional<std::vector<int32_t>>& chosen, const NodeMap& nodes, const std::string& what,
                    const WhyNot& why_not) {
  if (!chosen.has_value() && nodes.empty()) return NotYet("no node has a status");
  std::vector<Finding> culprits;
  std::vector<Finding> reasons;
  for (const int32_t id : chosen.has_value() ? *chosen : IdsOf(nodes)) {
    const auto node = nodes.find(id);
    std::string why = node == nodes.end() ? "no status" : why_not(node->second);
    if (why.empty()) {
      reasons.push_back({id, what});
    } else {
      culprits.push_back({id, std::move(why)});
    }
  }
  return Decide(std::move(culprits), std::move(reasons));
}

Evaluation EnoughNodes(const Expression& expression, const NodeMap& nodes, const v1::Header& header) {
  std::vector<Finding> running;
  std::vector<Finding> others;
  for (const auto& [id, node] : nodes) {
    std::string why = WhyNotRunning(node, expression.name, header);
    if (why.empty()) {
      running.push_back({id, "running it"});
    } else {
      others.push_back({id, std::move(why)});
    }
  }
  const auto count = static_cast<int64_t>(running.size());
  if (count >= expression.count) return {.answer = Answer::kHolds, .findings = std::move(running)};
  others.insert(others.begin(),
                {std::nullopt, absl::StrCat(Count(count, "node"), " of ", expression.count, " running it")});
  return {.answer = Answer::kNotYet, .findings = std::move(others)};
}

Evaluation Running(const Expression& expression, const NodeMap& nodes, const v1::Header& header) {
  if (expression.count > 0) return EnoughNodes(expression, nodes, header);
  return EachNode(expression.ids, nodes, "running it",
                  [&](const v1::NodeStatus& node) { return WhyNotRunning(node, expression.name, header); });
}

Evaluation Gone(const std::string& name, const NodeMap& nodes, const v1::Header& header) {
  Evaluation evaluation = EachNode(std::nullopt, nodes, "", [&](const v1::NodeStatus& node) -> std::string {
    if (FindCoprocessor(node, name) != nullptr) return "it is there";
    return WhyUnknown(node, header);
  });
  if (evaluation.holds()) evaluation.findings = {{std::nullopt, "on no node"}};
  return evaluation;
}

Evaluation Removed(const std::vector<int32_t>& ids, const NodeMap& nodes) {
  std::vector<Finding> culprits;
  std::vector<Finding> reasons;
  for (const int32_t id : ids) {
    if (nodes.contains(id)) {
      culprits.push_back({id, "it has a status"});
    } else {
      reasons.push_back({id, "no status"});
    }
  }
  return Decide(std::move(culprits), std::move(reasons));
}

std::vector<Finding> UnknownNodes(const NodeMap& nodes, const v1::Header& header) {
  std::vector<Finding> unknown;
  for (const auto& [id, node] : nodes) {
    if (std::string why = WhyUnknown(node, header); !why.empty()) unknown.push_back({id, std::move(why)});
  }
  return unknown;
}

Evaluation NumberOfNodes(int32_t wanted, const NodeMap& nodes, const v1::Header& header) {
  const auto count = static_cast<int64_t>(nodes.size());
  const Finding total = {std::nullopt, absl::StrCat(Count(count, "node"), count == 1 ? " has" : " have", " a status")};
  std::vector<Finding> culprits = UnknownNodes(nodes, header);
  if (count != wanted) culprits.insert(culprits.begin(), total);
  return Decide(std::move(culprits), {total});
}

// One finding for each node, with the fields in which the nodes differ.
std::vector<Finding> Differences(const std::map<int32_t, Definition>& definitions) {
  std::vector<Finding> findings;
  for (const auto& [id, definition] : definitions) findings.push_back({id, ""});
  for (const Field field : kFields) {
    const auto first = Only(field, definitions.begin()->second);
    const bool is_same = std::all_of(definitions.begin(), definitions.end(),
                                     [&](const auto& entry) { return Only(field, entry.second) == first; });
    if (is_same) continue;
    size_t i = 0;
    for (const auto& [id, definition] : definitions) {
      std::string& what = findings[i++].what;
      absl::StrAppend(&what, what.empty() ? "" : ", ", AbslView(FieldName(field)), " ", FieldText(field, definition));
    }
  }
  return findings;
}

Evaluation Same(const std::string& name, const NodeMap& nodes, const v1::Header& header) {
  std::map<int32_t, Definition> definitions;
  for (const auto& [id, node] : nodes) {
    const v1::Coprocessor* coprocessor = FindCoprocessor(node, name);
    if (coprocessor != nullptr && WhyUnknown(node, header).empty()) definitions.emplace(id, DefinitionOf(*coprocessor));
  }
  std::vector<Finding> culprits = UnknownNodes(nodes, header);
  if (definitions.empty()) {
    culprits.insert(culprits.begin(), {std::nullopt, "no node is known to have it"});
    return Decide(std::move(culprits), {});
  }
  const bool is_same = std::all_of(definitions.begin(), definitions.end(),
                                   [&](const auto& entry) { return entry.second == definitions.begin()->second; });
  std::vector<Finding> findings = Differences(definitions);
  if (!is_same) culprits.insert(culprits.begin(), findings.begin(), findings.end());
  for (Finding& finding : findings) finding.what = "the same";
  return Decide(std::move(culprits), std::move(findings));
}

}  // namespace

Evaluation Evaluate(const Expression& expression, const NodeMap& nodes, const v1::Header& header) {
  switch (expression.kind) {
    case Kind::kRunning:
      return Running(expression, nodes, header);
    case Kind::kGone:
      return Gone(expression.name, nodes, header);
    case Kind::kUp:
      return EachNode(expression.ids, nodes, "up", [&](const v1::NodeStatus& node) { return WhyNotUp(node, header); });
    case Kind::kDown:
      return EachNode(expression.ids, nodes, "down",
                      [&](const v1::NodeStatus& node) { return WhyNotDown(node, header); });
    case Kind::kRemoved:
      CHECK(expression.ids.has_value());
      return Removed(*expression.ids, nodes);
    case Kind::kNodes:
      return NumberOfNodes(expression.count, nodes, header);
    case Kind::kSame:
      return Same(expression.name, nodes, header);
  }
  DieOfBug("an expression of an unknown kind");
}

}  // namespace rollcall::cli
