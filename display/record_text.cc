// SPDX-License-Identifier: Apache-2.0
#include "display/record_text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/shell_word.h"
#include "display/text.h"
#include "display/text_format.h"

namespace rollcall {
namespace {

std::string Hex(std::string_view bytes) {
  std::vector<std::string> parts;
  for (const char byte : bytes) parts.push_back(absl::StrFormat("%02x", static_cast<unsigned char>(byte)));
  return absl::StrJoin(parts, " ");
}

std::string LittleEndian(int32_t id) {
  const auto bits = static_cast<uint32_t>(id);
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>((bits >> shift) & 0xFF));
  return bytes;
}

// How `key` names the node: docs/topic.md has the two encodings.
std::string EncodingText(const std::string& key, int32_t id) {
  if (key == absl::StrCat(id)) return "; decimal";
  if (key == LittleEndian(id)) return "; 4 bytes, little-endian";
  return "";
}

}  // namespace

std::string KeyText(const v1::NodeStatus& node) {
  const std::string& key = node.raw_key();
  if (key.empty()) return "";
  return absl::StrCat("\"", Sanitize(key), "\" (hex ", Hex(key), EncodingText(key, node.node_id()), ")");
}

std::string ValueText(const v1::NodeStatus& node) {
  if (node.problem().code() == v1::Problem::CODE_TOO_LARGE) return "too large to be shown";
  std::string size = Count(static_cast<int64_t>(node.raw_value().size()), "byte");
  if (node.state() != v1::NodeStatus::STATE_INVALID || node.raw_value().empty()) return size;
  constexpr size_t kShownColumns = 100;
  constexpr size_t kShownBytes = kShownColumns * 4;  // of UTF-8
  return absl::StrCat(size, ": ", TruncateToWidth(Sanitize(node.raw_value().substr(0, kShownBytes)), kShownColumns));
}

std::string KcatCommand(const v1::NodeStatus& node, const v1::Header& header) {
  const std::string topic = header.topic().empty() ? "TOPIC" : ShellWord(header.topic());
  return Sanitize(
      absl::StrCat("kcat -C -b BROKERS -t ", topic, " -p 0 -o ", node.revision(), R"( -c 1 -e -f '%o %T %s\n')"));
}

}  // namespace rollcall
