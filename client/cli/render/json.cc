// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/json.h"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "display/rows.h"
#include "google/protobuf/util/json_util.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

using Nlohmann = nlohmann::json;

// nlohmann_json skips a byte order mark at the start and treats a NUL as the end, but neither is JSON. accept() builds
// no value, so a large or deep value costs no memory.
bool IsJson(const std::string& value) {
  constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
  return !value.starts_with(kByteOrderMark) && value.find('\0') == std::string::npos && Nlohmann::accept(value);
}

std::string RawValue(const v1::NodeStatus& node) {
  if (node.problem().code() == v1::Problem::CODE_TOO_LARGE) return "null";
  const std::string& value = node.raw_value();
  if (IsJson(value)) return value;
  return Nlohmann(value).dump(-1, ' ', false, Nlohmann::error_handler_t::replace);
}

// Adds a field to an object on one line that has fields already. `value` is JSON.
std::string WithField(std::string object, const std::string& name, const std::string& value) {
  CHECK(object.ends_with("}"));
  object.pop_back();
  return absl::StrCat(object, ",\"", name, "\":", value, "}");
}

std::string NodeObject(const v1::NodeStatus& node, const v1::Header& header) {
  return WithField(ToJson(node, JsonLayout::kOneLine), "isStale", client::IsStale(node, header) ? "true" : "false");
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message, JsonLayout layout) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.add_whitespace = layout == JsonLayout::kIndented;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (status.ok()) return json;
  // This fails only for messages that a Rollcall server never sends, such as a timestamp outside of protobuf's range.
  // An object with the error keeps the output valid JSON.
  return Nlohmann({{"error", status.ToString()}}).dump(-1, ' ', false, Nlohmann::error_handler_t::replace);
}

std::string ListingJson(const v1::ListNodesResponse& listing) {
  auto json = nlohmann::ordered_json::parse(ToJson(listing, JsonLayout::kOneLine));
  if (!json.contains("nodes")) return absl::StrCat(json.dump(), "\n");  // the error of ToJson
  for (int i = 0; i < listing.nodes_size(); ++i) {
    json["nodes"][static_cast<size_t>(i)]["isStale"] = client::IsStale(listing.nodes(i), listing.header());
  }
  return absl::StrCat(json.dump(1), "\n");
}

std::vector<std::string> NodeObjects(const v1::ListNodesResponse& listing) {
  std::vector<std::string> objects;
  for (const v1::NodeStatus& node : listing.nodes()) objects.push_back(NodeObject(node, listing.header()));
  return objects;
}

std::vector<std::string> RowObjects(const v1::ListNodesResponse& listing) {
  std::map<int32_t, std::string> nodes;
  for (v1::NodeStatus node : listing.nodes()) {
    node.clear_coprocessors();
    nodes[node.node_id()] = NodeObject(node, listing.header());
  }
  std::vector<std::string> objects;
  for (const Row& row : RowsByName(listing.nodes())) {
    objects.push_back(WithField(ToJson(*row.coprocessor, JsonLayout::kOneLine), "node", nodes[row.node->node_id()]));
  }
  return objects;
}

std::string ToNdjson(const v1::ListNodesResponse& listing) {
  std::string lines = absl::StrCat(ToJson(listing.header(), JsonLayout::kOneLine), "\n");
  for (const v1::NodeStatus& node : listing.nodes()) {
    absl::StrAppend(&lines, NodeObject(node, listing.header()), "\n");
  }
  return lines;
}

std::string RawJson(const v1::ListNodesResponse& listing) {
  std::string object = "{";
  for (const v1::NodeStatus& node : listing.nodes()) {
    absl::StrAppend(&object, object.size() > 1 ? ",\n" : "\n", "\"", node.node_id(), "\": ", RawValue(node));
  }
  return absl::StrCat(object, listing.nodes().empty() ? "}\n" : "\n}\n");
}

}  // namespace rollcall::cli
