#include "server/api/list_coprocessors.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server/state/wire.h"

namespace rollcall::api {
namespace {

constexpr size_t kMaxNodesPassed = 100'000;

// `row` is a field of NodeStatus; here it has another number.
void AppendRow(const state::WireField& row, std::string& out) {
  state::AppendField(v1::ListCoprocessorsResponse::kCoprocessorsFieldNumber, row.payload, out);
}

void AppendNotUp(const state::Body& body, std::string& out) {
  out.push_back(state::LengthDelimitedTag(v1::ListCoprocessorsResponse::kNodesNotUpFieldNumber));
  state::AppendVarint(body.head().size() + body.tail().size(), out);
  out.append(body.head()).append(body.tail());
}

// Adds the node's items from `first` on. The item that found the page full; nullopt: all were added.
std::optional<uint32_t> AddItems(const state::Body& body, uint32_t first, const select::Filter& filter, Page& page) {
  const bool is_not_up = body.state != v1::NodeStatus::STATE_UP;
  if (is_not_up && first == 0 && !page.Add([&](std::string& out) { AppendNotUp(body, out); })) return 0;
  std::string_view rows = body.rows();
  uint32_t item = 0;
  while (const auto row = state::TakeField(rows)) {
    if (++item < first || (filter.SelectsRows() && !filter.SelectsRow(row->payload))) continue;
    if (!page.Add([&](std::string& out) { AppendRow(*row, out); })) return item;
  }
  return std::nullopt;
}

}  // namespace

EncodedPage ListCoprocessors(const SelectedPtr& listed, const ListQuery& query) {
  const Selected& nodes = *listed;
  const PagePosition begin = query.page_token.has_value() ? query.page_token->next : PagePosition{};
  const size_t begin_index = query.page_token.has_value() ? nodes.FirstFrom(begin.node_id) : 0;
  Page page(listed, begin_index, query);
  const size_t end_index = std::min(nodes.size(), begin_index + kMaxNodesPassed);
  for (size_t i = begin_index; i < end_index; ++i) {
    const state::Body& body = nodes[i];
    const uint32_t first = body.node_id == begin.node_id ? begin.item : 0;
    const std::optional<uint32_t> full_at = AddItems(body, first, query.filter, page);
    if (full_at.has_value()) return std::move(page).Finish(PagePosition{body.node_id, *full_at});
  }
  if (end_index < nodes.size()) return std::move(page).Finish(PagePosition{nodes[end_index].node_id, 0});
  return std::move(page).Finish(std::nullopt);
}

}  // namespace rollcall::api
