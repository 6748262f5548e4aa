// SPDX-License-Identifier: Apache-2.0
// Whether an expression holds, and because of which nodes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall::cli {

struct Finding {
  std::optional<int32_t> node_id;  // nullopt: about all nodes together
  std::string what;                // sanitized, such as "stale"
};

struct Evaluation {
  enum class Answer { kHolds, kNotYet };
  Answer answer = Answer::kNotYet;
  std::vector<Finding> findings;  // why: the nodes that make it hold, or those that keep it from holding
  bool holds() const { return answer == Answer::kHolds; }
};

// For example "nodes 1-3: stale; node 7: no status". Nodes with the same finding are named together, and a long list is
// cut with the number of what is missing.
std::string FindingsText(const std::vector<Finding>& findings);

}  // namespace rollcall::cli
