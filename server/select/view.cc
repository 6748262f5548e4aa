// SPDX-License-Identifier: Apache-2.0
#include "server/select/view.h"

#include <xxhash.h>

#include "absl/strings/str_cat.h"
#include "server/encoding/protobuf_wire.h"
#include "server/response/error.h"
#include "topic/record/record_decoder.h"

namespace rollcall::select {
namespace {

std::string RawFields(const encoding::EncodedNode& node) {
  std::string raw;
  encoding::AppendField(v1::NodeStatus::kRawKeyFieldNumber, node.key(), raw);
  if (!node.value().empty()) encoding::AppendField(v1::NodeStatus::kRawValueFieldNumber, node.value(), raw);
  return raw;
}

}  // namespace

absl::StatusOr<View> CompileView(v1::NodeView view) {
  switch (view) {
    case v1::NODE_VIEW_UNSPECIFIED:
    case v1::NODE_VIEW_BASIC:
      return View::kBasic;
    case v1::NODE_VIEW_FULL:
      return View::kFull;
    default:
      return response::FieldError("view", absl::StrCat("unknown view ", static_cast<int>(view)));
  }
}

void AppendNode(const encoding::EncodedNode& node, const Filter& filter, View view, std::string& out) {
  if (SendsWhole(filter, view)) {
    out.append(node.field());
    return;
  }
  const std::string rows = filter.MatchingRows(node);
  const std::string raw = view == View::kFull ? RawFields(node) : std::string();
  out.push_back(encoding::LengthDelimitedTag(v1::ListNodesResponse::kNodesFieldNumber));
  encoding::AppendVarint(node.head().size() + rows.size() + node.tail().size() + raw.size(), out);
  out.append(node.head()).append(rows).append(node.tail()).append(raw);
}

uint64_t RequestHash(const Filter& filter, View view) {
  const std::string identity =
      std::string{static_cast<char>(topic::kDecoderVersion), static_cast<char>(view)} + filter.canonical();
  return XXH3_64bits(identity.data(), identity.size());
}

}  // namespace rollcall::select
