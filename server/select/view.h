// SPDX-License-Identifier: Apache-2.0
// A node as one request sees it: with the rows that its filter matches, and as many fields as its view asks for.
// Thread-safe, each thread with its own matcher.
#pragma once

#include <cstdint>
#include <string>

#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/encoded_node.h"
#include "server/response/field_errors.h"
#include "server/select/filter.h"
#include "server/select/matcher.h"

namespace rollcall::select {

enum class View : uint8_t { kBasic = 1, kFull = 2 };

// Adds to `errors` if this server does not know the view; the result is not to be used then.
View CompileView(v1::NodeView view, response::FieldErrors& errors);

// Whether such a request is sent EncodedNode::field() as it is.
inline bool SendsWhole(const Filter& filter, View view) { return view == View::kBasic && !filter.HasRowFilter(); }

// Appends the node as the field `nodes` of ListNodesResponse, which is also the field `updated` of WatchStatusResponse.
// The matcher's filter must match the node.
void AppendNode(const encoding::EncodedNode& node, Matcher& matcher, View view, std::string& out);

}  // namespace rollcall::select
