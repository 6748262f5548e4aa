// SPDX-License-Identifier: Apache-2.0
// A cluster whose matrix has every mark.
#pragma once

#include "display/matrix.h"
#include "tests/testing/status_messages.h"

namespace rollcall {

// `a` is the same on 1, 2 and 3, errored on 4, differs on 5 and is on stale 6. `b` is on 1 alone. 7 is down, 8 invalid.
inline v1::ListNodesResponse MarkedCluster() {
  using namespace rollcall::testing;  // NOLINT: the messages of these tests
  const RowSpec a = {"a", {"t"}, "d"};
  v1::NodeStatus errored = UpNode(4, 4, {a});
  errored.mutable_coprocessors(0)->set_state_text("errored");
  v1::NodeStatus stale = UpNode(6, 6, {a});
  stale.mutable_lease()->set_seconds(5);
  return ListingOf({UpNode(1, 1, {a, {"b", {"u"}, ""}}), UpNode(2, 2, {a}), UpNode(3, 3, {a}), errored,
                    UpNode(5, 5, {{"a", {"t"}, "new"}}), stale, DownNode(7, 7), InvalidNode(8, 8, "not JSON")},
                   8);
}

inline Matrix WholeMatrix(const v1::ListNodesResponse& all,
                          CompareFields compare = CompareFields::kTopicsAndDescription) {
  const MatrixSelection everything = {[](int32_t) { return true; }, [](const std::string&) { return true; }};
  return MakeMatrix(all, everything, compare);
}

// 60 nodes that run `name`; those whose id is a multiple of `odd` have another description.
inline v1::ListNodesResponse WideCluster(const std::string& name, int odd) {
  std::vector<v1::NodeStatus> nodes;
  for (int id = 1; id <= 60; ++id) {
    nodes.push_back(testing::UpNode(id, id, {{name, {"t"}, id % odd == 0 ? "odd" : "even"}}));
  }
  return testing::ListingOf(nodes, 60);
}

}  // namespace rollcall
