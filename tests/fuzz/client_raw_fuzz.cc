// SPDX-License-Identifier: Apache-2.0
// `rollcall list --format raw`: each line of the input is the raw value of one node. The output is one JSON object that
// has all of them, whatever bytes they have.
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "client/cli/render/json.h"
#include "display/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_grammar.h"

namespace rollcall::cli {
namespace {

using fuzz::Require;

v1::ListNodesResponse ListingOf(std::string_view lines) {
  v1::ListNodesResponse listing;
  std::optional<std::string_view> rest = lines;
  for (int32_t id = 1; rest.has_value(); ++id) {
    const auto [line, more] = fuzz::SplitAtFirst(*rest, '\n');
    rest = more;
    v1::NodeStatus& node = *listing.add_nodes();
    node.set_node_id(id);
    node.set_raw_value(std::string(line));
  }
  return listing;
}

void CheckRaw(const v1::ListNodesResponse& listing) {
  const std::string raw = RawJson(listing);
  Require(fuzz::IsUtf8(raw) && fuzz::IsTopicJson(raw), "the output is JSON");
  for (const v1::NodeStatus& node : listing.nodes()) {
    const bool is_json = fuzz::IsTopicJson(node.raw_value()) && nlohmann::json::accept(node.raw_value());
    const std::string member = "\n\"" + std::to_string(node.node_id()) + "\": ";
    const size_t at = raw.find(member);
    Require(at != std::string::npos, "each node has its member");
    const std::string_view value = std::string_view(raw).substr(at + member.size());
    Require(is_json ? value.starts_with(node.raw_value()) : value.starts_with('"'),
            "a value that is JSON is unchanged, another is a string");
  }
}

}  // namespace
}  // namespace rollcall::cli

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rollcall::cli::CheckRaw(rollcall::cli::ListingOf(rollcall::fuzz::TextOf(data, size)));
  return 0;
}
