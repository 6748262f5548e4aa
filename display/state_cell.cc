// SPDX-License-Identifier: Apache-2.0
#include "display/state_cell.h"

#include "absl/strings/str_cat.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall {
namespace {

std::string WithStale(const std::string& state, const v1::NodeStatus& node, const v1::Header& header) {
  return client::IsStale(node, header) ? absl::StrCat(state, ",stale") : state;
}

}  // namespace

std::string NodeStateCell(const v1::NodeStatus& node, const v1::Header& header) {
  return WithStale(StateText(node), node, header);
}

std::string RowStateCell(const Row& row, const v1::Header& header) {
  const std::string& word = row.coprocessor->state_text();
  return WithStale(word.empty() ? StateText(*row.node) : Sanitize(word), *row.node, header);
}

}  // namespace rollcall
