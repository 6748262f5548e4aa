// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/node_value.h"

#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "topic/record/json_codec.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

constexpr std::string_view kJsonSpace = " \t\r\n";  // RFC 8259, section 2

absl::Status UnusableStatus(const topic::Problem& problem) {
  return absl::InvalidArgumentError(absl::StrCat("the status cannot be used: ", problem.message));
}

// `json` is a JSON object. The node_id is inserted at its front, so that a node_id which the object already has still
// counts, even if it is wrong: of duplicate fields the last one counts.
std::string WithNodeId(std::string_view json, int32_t node_id) {
  CHECK_NE(json.find('{'), std::string_view::npos);
  const size_t inside = json.find('{') + 1;
  const size_t next = json.find_first_not_of(kJsonSpace, inside);
  const bool is_empty = next != std::string_view::npos && json[next] == '}';
  std::string filled(json.substr(0, inside));
  absl::StrAppend(&filled, "\"node_id\":", node_id, is_empty ? "" : ",");
  filled.append(json.substr(inside));
  return filled;
}

bool IsObjectWithoutNodeId(const topic::DecodedValue& decoded, std::string_view json) {
  const topic::Problem* problem = std::get_if<topic::Problem>(&decoded.content);
  const size_t start = json.find_first_not_of(kJsonSpace);
  return problem != nullptr && problem->code == topic::ProblemCode::kWrongType && !decoded.node_id.has_value() &&
         json[start] == '{';
}

absl::StatusOr<NodeValue> ToNodeValue(topic::DecodedValue decoded, std::string json, std::optional<int32_t> node_id) {
  if (const topic::Problem* problem = std::get_if<topic::Problem>(&decoded.content)) return UnusableStatus(*problem);
  if (node_id.has_value() && *decoded.node_id != *node_id) {
    return absl::InvalidArgumentError(absl::StrCat("the status is for node ", *decoded.node_id, " and not for node ",
                                                   *node_id, ", which --node-id names"));
  }
  if (json.size() > topic::kMaxValueBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the status has ", json.size(), " bytes; readers use at most ", topic::kMaxValueBytes));
  }
  return NodeValue{.node_id = *decoded.node_id,
                   .json = std::move(json),
                   .status = std::get<topic::Status>(std::move(decoded.content))};
}

}  // namespace

absl::StatusOr<NodeValue> PrepareValue(std::string_view json, std::optional<int32_t> node_id) {
  topic::DecodedValue decoded = topic::DecodeValue(json);
  if (!node_id.has_value() || !IsObjectWithoutNodeId(decoded, json)) {
    return ToNodeValue(std::move(decoded), std::string(json), node_id);
  }
  std::string filled = WithNodeId(json, *node_id);
  topic::DecodedValue decoded_filled = topic::DecodeValue(filled);
  return ToNodeValue(std::move(decoded_filled), std::move(filled), node_id);
}

}  // namespace rollcall::agent
