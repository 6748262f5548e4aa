#include "server/select/view.h"

#include <xxhash.h>

#include "absl/strings/str_cat.h"
#include "server/select/errors.h"
#include "server/state/wire.h"

namespace rollcall::select {
namespace {

// Raise it when the same record would be shown differently than before: tokens of older servers then start with a
// snapshot.
constexpr char kDecoderVersion = 1;

std::string RawFields(const state::Body& body) {
  std::string raw;
  state::AppendField(v1::NodeStatus::kRawKeyFieldNumber, body.key(), raw);
  if (!body.value().empty()) state::AppendField(v1::NodeStatus::kRawValueFieldNumber, body.value(), raw);
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
      return FieldError("view", absl::StrCat("unknown view ", static_cast<int>(view)));
  }
}

void AppendNode(const state::Body& body, const Filter& filter, View view, std::string& out) {
  if (SendsWhole(filter, view)) {
    out.append(body.field());
    return;
  }
  const std::string rows = filter.SelectedRows(body);
  const std::string raw = view == View::kFull ? RawFields(body) : std::string();
  out.push_back(state::LengthDelimitedTag(v1::ListNodesResponse::kNodesFieldNumber));
  state::AppendVarint(body.head().size() + rows.size() + body.tail().size() + raw.size(), out);
  out.append(body.head()).append(rows).append(body.tail()).append(raw);
}

uint64_t RequestHash(const Filter& filter, View view) {
  const std::string identity = std::string{kDecoderVersion, static_cast<char>(view)} + filter.canonical();
  return XXH3_64bits(identity.data(), identity.size());
}

}  // namespace rollcall::select
