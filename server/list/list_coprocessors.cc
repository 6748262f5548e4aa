// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_coprocessors.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "server/encoding/protobuf_wire.h"
#include "server/select/matcher.h"

namespace rollcall::list {
namespace {

constexpr size_t kMaxNodesPerPage = 100'000;  // with items or without

// `row` is a field of NodeStatus. The response holds the same payload under another field number.
void AppendRow(const encoding::WireField& row, std::string& out) {
  encoding::AppendField(v1::ListCoprocessorsResponse::kCoprocessorsFieldNumber, row.payload, out);
}

void AppendNotUp(const encoding::EncodedNode& node, std::string& out) {
  out.push_back(encoding::LengthDelimitedTag(v1::ListCoprocessorsResponse::kNodesNotUpFieldNumber));
  encoding::AppendVarint(node.head().size() + node.tail().size(), out);
  out.append(node.head()).append(node.tail());
}

// Adds the node's items from `first` on. Returns the first item for which the page had no room; nullopt if all of them
// were added.
std::optional<uint32_t> AddItems(const encoding::EncodedNode& node, uint32_t first, select::Matcher& matcher,
                                 PageBuilder& page) {
  const bool is_not_up = node.state != v1::NodeStatus::STATE_UP;
  if (is_not_up && first == 0 && !page.Add([&](std::string& out) { AppendNotUp(node, out); })) return 0;
  std::string_view rows = node.rows();
  uint32_t item = 0;
  while (const auto row = encoding::ConsumeField(rows)) {
    if (++item < first || (matcher.filter().HasRowFilter() && !matcher.MatchesRow(row->payload))) continue;
    if (!page.Add([&](std::string& out) { AppendRow(*row, out); })) return item;
  }
  return std::nullopt;
}

}  // namespace

EncodedPage ListCoprocessors(const FilteredNodesPtr& nodes_ptr, const ListQuery& query) {
  CHECK(query.identity.method == ListMethod::kCoprocessors);
  const FilteredNodes& nodes = *nodes_ptr;
  const PagePosition begin = query.page_token.has_value() ? query.page_token->next : PagePosition{};
  const size_t begin_index = query.page_token.has_value() ? nodes.FirstFrom(begin.node_id) : 0;
  PageBuilder page(nodes_ptr, begin_index, query);
  select::Matcher matcher(query.filter);
  const size_t end_index = std::min(nodes.size(), begin_index + kMaxNodesPerPage);
  for (size_t i = begin_index; i < end_index; ++i) {
    const encoding::EncodedNode& node = nodes[i];
    const uint32_t first = node.node_id == begin.node_id ? begin.item : 0;
    const std::optional<uint32_t> full_at = AddItems(node, first, matcher, page);
    if (!full_at.has_value()) continue;
    CHECK_GT(page.items(), size_t{0});  // so that a listing comes to its end
    return std::move(page).Finish(PagePosition{node.node_id, *full_at});
  }
  if (end_index < nodes.size()) return std::move(page).Finish(PagePosition{nodes[end_index].node_id, 0});
  return std::move(page).Finish(std::nullopt);
}

}  // namespace rollcall::list
