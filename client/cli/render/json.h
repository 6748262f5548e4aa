// SPDX-License-Identifier: Apache-2.0
// The API's messages as JSON, in protobuf's mapping: 64-bit integers are decimal strings, bytes base64, times RFC 3339,
// zero values are shown, fields stand in an order that is always the same.
#pragma once

#include <string>

#include "google/protobuf/message.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

enum class JsonLayout { kOneLine, kIndented };  // kIndented ends with a line end, kOneLine does not

std::string ToJson(const google::protobuf::Message& message, JsonLayout layout);

// The header, then one node a line; each line ended.
std::string ToNdjson(const v1::ListNodesResponse& listing);

// One object from node id to the value of its latest record, its bytes as they stand on the topic; a value that is not
// JSON (not UTF-8 counts as that) is given as a JSON string, with U+FFFD for what is not UTF-8; one too large to be
// served as null. Needs a listing of the FULL view. Ended by a line end.
std::string RawJson(const v1::ListNodesResponse& listing);

}  // namespace rollcall::cli
