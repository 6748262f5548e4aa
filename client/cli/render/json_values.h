// SPDX-License-Identifier: Apache-2.0
// JSON objects that hold messages of the API beside fields of their own.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/cli/render/json.h"
#include "google/protobuf/message.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

using Json = nlohmann::ordered_json;

// A message in protobuf's JSON, as everywhere in the program's output.
inline Json MessageJson(const google::protobuf::Message& message) {
  return Json::parse(ToJson(message, JsonLayout::kOneLine), nullptr, /*allow_exceptions=*/false);
}

inline std::vector<std::string> TopicsOf(const v1::Coprocessor& coprocessor) {
  return {coprocessor.input_topics().begin(), coprocessor.input_topics().end()};
}

// With a line end. Bytes that are not UTF-8 become U+FFFD.
inline std::string JsonText(const Json& json, JsonLayout layout) {
  const int indent = layout == JsonLayout::kIndented ? 1 : -1;
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rollcall::cli
