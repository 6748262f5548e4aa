// SPDX-License-Identifier: Apache-2.0
// A node as one request sees it: rows trimmed by its filter, as much as its view asks for.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "server/select/filter.h"
#include "server/state/node.h"

namespace rollcall::select {

enum class View : uint8_t { kBasic = 1, kFull = 2 };

// INVALID_FIELD for a value that this server does not know.
absl::StatusOr<View> CompileView(v1::NodeView view);

// Whether `body.field()` is the node as it is to be sent, byte for byte.
inline bool SendsWhole(const Filter& filter, View view) { return view == View::kBasic && !filter.HasRowFilter(); }

// Appends the field `nodes` of ListNodesResponse, equally `updated` of WatchStatusResponse. The filter shows the node.
void AppendNode(const encoding::EncodedNode& node, const Filter& filter, View view, std::string& out);

// What a resume or page token must agree with: the filter, the view, and how this version of the code reads records.
uint64_t RequestHash(const Filter& filter, View view);

}  // namespace rollcall::select
