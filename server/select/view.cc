// SPDX-License-Identifier: Apache-2.0
#include "server/select/view.h"

#include "absl/strings/str_cat.h"
#include "server/encoding/protobuf_wire.h"

namespace rollcall::select {
namespace {

std::string RawFields(const encoding::EncodedNode& node) {
  std::string raw;
  encoding::AppendField(v1::NodeStatus::kRawKeyFieldNumber, node.key(), raw);
  if (!node.value().empty()) encoding::AppendField(v1::NodeStatus::kRawValueFieldNumber, node.value(), raw);
  return raw;
}

}  // namespace

View CompileView(v1::NodeView view, response::FieldErrors& errors) {
  switch (view) {
    case v1::NODE_VIEW_UNSPECIFIED:
    case v1::NODE_VIEW_BASIC:
      return View::kBasic;
    case v1::NODE_VIEW_FULL:
      return View::kFull;
    default:
      errors.Add({.field = "view",
                  .description = absl::StrCat("unknown view ", static_cast<int>(view)),
                  .value = absl::StrCat(static_cast<int>(view))});
      return View::kBasic;
  }
}

void AppendNode(const encoding::EncodedNode& node, Matcher& matcher, View view, std::string& out) {
  if (SendsWhole(matcher.filter(), view)) {
    out.append(node.field());
    return;
  }
  const std::string rows = matcher.MatchingRows(node);
  const std::string raw = view == View::kFull ? RawFields(node) : std::string();
  out.push_back(encoding::LengthDelimitedTag(v1::ListNodesResponse::kNodesFieldNumber));
  encoding::AppendVarint(node.head().size() + rows.size() + node.tail().size() + raw.size(), out);
  out.append(node.head()).append(rows).append(node.tail()).append(raw);
}

}  // namespace rollcall::select
