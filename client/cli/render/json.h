// SPDX-License-Identifier: Apache-2.0
// The API's messages as JSON in protobuf's mapping: 64-bit integers are decimal strings, bytes are base64, times are
// RFC 3339. Zero values are written, and the order of the fields is always the same.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

enum class JsonLayout {
  kOneLine,   // without a line end
  kIndented,  // with a line end
};

std::string ToJson(const google::protobuf::Message& message, JsonLayout layout);

// A listing as an object, with a line end. Each node has one field more than the API's message: `isStale`
// (client::IsStale).
std::string ListingJson(const v1::ListNodesResponse& listing);

// The header on the first line, then one node a line, with `isStale`, too. Each line has a line end.
std::string ToNdjson(const v1::ListNodesResponse& listing);

// For each node of the listing, and for each coprocessor in the order of RowsByName, an object on one line: the node
// with `isStale`, or the coprocessor with its node, without coprocessors, as the field `node`.
std::vector<std::string> NodeObjects(const v1::ListNodesResponse& listing);
std::vector<std::string> RowObjects(const v1::ListNodesResponse& listing);

// One JSON object from node id to the value of the node's latest record, with a line end. A value that is JSON keeps
// its bytes. A value that is not JSON, or not UTF-8, becomes a JSON string, with U+FFFD in place of bytes that are not
// UTF-8. A value that is too large to be served becomes null. Needs a listing of the FULL view.
std::string RawJson(const v1::ListNodesResponse& listing);

}  // namespace rollcall::cli
