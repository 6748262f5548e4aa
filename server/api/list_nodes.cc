#include "server/api/list_nodes.h"

#include <string>
#include <utility>

#include "server/state/wire.h"

namespace rollcall::api {
namespace {

void AppendProblems(const state::OrphanRecords& orphans, std::string& out) {
  for (const v1::Problem& problem : orphans.newest) {
    state::AppendField(v1::ListNodesResponse::kProblemsFieldNumber, problem.SerializeAsString(), out);
  }
}

}  // namespace

EncodedPage ListNodes(const SelectedPtr& nodes, const ListQuery& query) {
  const size_t begin = query.page_token.has_value() ? nodes->FirstFrom(query.page_token->next.node_id) : 0;
  Page page(nodes, begin, query);
  if (!query.page_token.has_value()) AppendProblems(*nodes->snapshot()->orphans, page.bytes());
  for (size_t i = begin; i < nodes->size(); ++i) {
    const state::Body& body = (*nodes)[i];
    if (page.Add([&](std::string& out) { select::AppendNode(body, query.filter, query.view, out); })) continue;
    return std::move(page).Finish(PagePosition{body.node_id, 0});
  }
  return std::move(page).Finish(std::nullopt);
}

}  // namespace rollcall::api
