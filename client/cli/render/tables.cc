// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/tables.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/rows.h"
#include "client/cli/render/text.h"
#include "client/cli/render/text_format.h"
#include "client/lib/node.h"

namespace rollcall::cli {
namespace {

std::string PublishedText(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> published = client::PublishTime(node);
  if (!published.has_value()) return "-";
  if (!header.has_answer_time()) return TimeText(*published);
  const bool is_ahead = client::TimeAhead(node, header) > absl::ZeroDuration();
  return absl::StrCat(PublishAgeText(node, header), is_ahead ? "" : " ago");
}

std::string RowState(const Row& row) {
  const std::string& state = row.coprocessor->state_text();
  return state.empty() ? StateText(*row.node) : Sanitize(state);
}

}  // namespace

std::string CoprocessorTable(const v1::ListNodesResponse& listing, TableWidth width) {
  Cells titles = {"COPROCESSOR NAME", "NODE ID", "INPUT TOPICS"};
  if (width == TableWidth::kWide) titles.insert(titles.end(), {"STATE", "PUBLISHED", "REVISION"});
  titles.push_back("DESCRIPTION");
  std::vector<Cells> lines;
  for (const Row& row : RowsByName(listing.nodes())) {
    Cells cells = {Sanitize(row.coprocessor->name()), absl::StrCat(row.node->node_id()), TopicsText(*row.coprocessor)};
    if (width == TableWidth::kWide) {
      cells.insert(cells.end(),
                   {RowState(row), PublishedText(*row.node, listing.header()), absl::StrCat(row.node->revision())});
    }
    cells.push_back(Sanitize(row.coprocessor->description()));
    lines.push_back(std::move(cells));
  }
  return JoinLines(FormatColumns(titles, lines));
}

std::string NodeTable(const v1::ListNodesResponse& listing) {
  std::vector<Cells> lines;
  for (const v1::NodeStatus& node : listing.nodes()) {
    lines.push_back({absl::StrCat(node.node_id()), StateText(node), absl::StrCat(node.coprocessors_size()),
                     PublishedText(node, listing.header()), absl::StrCat(node.revision()),
                     ShortNote(node, listing.header())});
  }
  return JoinLines(FormatColumns({"NODE ID", "STATE", "COPROCESSORS", "PUBLISHED", "REVISION", "NOTE"}, lines));
}

}  // namespace rollcall::cli
