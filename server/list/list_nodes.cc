// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_nodes.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "server/encoding/protobuf_wire.h"
#include "server/select/view.h"

namespace rollcall::list {
namespace {

void AppendProblems(const state::InvalidKeySummary& invalid_keys, std::string& out) {
  for (const v1::Problem& problem : invalid_keys.newest) {
    encoding::AppendField(v1::ListNodesResponse::kProblemsFieldNumber, problem.SerializeAsString(), out);
  }
}

}  // namespace

EncodedPage ListNodes(const FilteredNodesPtr& nodes, const ListQuery& query) {
  CHECK(query.identity.method == ListMethod::kNodes);
  const size_t begin = query.page_token.has_value() ? nodes->FirstFrom(query.page_token->next.node_id) : 0;
  PageBuilder page(nodes, begin, query);
  select::Matcher matcher(query.filter);
  if (!query.page_token.has_value()) AppendProblems(*nodes->snapshot()->invalid_keys, page.bytes());
  for (size_t i = begin; i < nodes->size(); ++i) {
    const encoding::EncodedNode& node = (*nodes)[i];
    if (page.Add([&](std::string& out) { select::AppendNode(node, matcher, query.identity.request.view, out); })) {
      continue;
    }
    CHECK_GT(i, begin);  // a page has an item at least, so that a listing comes to its end
    return std::move(page).Finish(PagePosition{node.node_id, 0});
  }
  return std::move(page).Finish(std::nullopt);
}

}  // namespace rollcall::list
