// SPDX-License-Identifier: Apache-2.0
#include "topic/record/record_decoder.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall::topic {
namespace {

bool IsOneOf(const KeyIds& key_ids, int32_t node_id) { return key_ids.binary == node_id || key_ids.decimal == node_id; }

int32_t NodeOf(const KeyIds& key_ids, std::optional<int32_t> named) {
  if (named.has_value() && IsOneOf(key_ids, *named)) return *named;
  return key_ids.decimal.value_or(key_ids.binary.value_or(0));
}

std::string Describe(const KeyIds& key_ids) {
  if (key_ids.IsAmbiguous()) return absl::StrCat("node ", *key_ids.decimal, " or ", *key_ids.binary);
  return absl::StrCat("node ", NodeOf(key_ids, std::nullopt));
}

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char byte) { return absl::ascii_isprint(byte); });
}

int32_t BigEndianIdOf(std::string_view binary_key) {
  const std::string reversed(binary_key.rbegin(), binary_key.rend());
  return *ReadKey(reversed).binary;
}

// What a key of four bytes is if its writer did not mean the little-endian number as which it was read; empty if
// nothing speaks for that. `named` is the node_id of the value.
std::string OtherMeaning(const KeyIds& key_ids, std::optional<int32_t> named) {
  if (!key_ids.binary.has_value() || key_ids.IsAmbiguous() || named == key_ids.binary) return "";
  const std::string key = BinaryKey(*key_ids.binary);
  const int32_t big_endian = BigEndianIdOf(key);
  const bool is_smaller = std::abs(int64_t{big_endian}) < std::abs(int64_t{*key_ids.binary});
  const bool is_big_endian = named == big_endian || (is_smaller && !IsPrintable(key));
  if (!is_big_endian && !IsPrintable(key)) return "";
  const std::string shown =
      absl::StrCat("; the key is \"", absl::CHexEscape(key), "\" (hex ", absl::BytesToHexString(key), ")");
  return is_big_endian ? absl::StrCat(shown, ", ", big_endian, " in big-endian; keys are little-endian") : shown;
}

Problem Mismatch(const KeyIds& key_ids, int32_t named) {
  return {.code = ProblemCode::kKeyMismatch,
          .message = absl::StrCat("the key means ", Describe(key_ids), ", the value's node_id is ", named)};
}

Problem TooLarge(size_t size) {
  return {.code = ProblemCode::kTooLarge,
          .message = absl::StrCat("the value has ", size, " bytes; at most ", kMaxValueBytes, " are used")};
}

}  // namespace

DecodedRecord DecodeRecord(const KeyIds& key_ids, std::string_view value) {
  CHECK(key_ids.IsNodeKey());
  const bool too_large = value.size() > kMaxValueBytes;
  if (too_large && !key_ids.IsAmbiguous()) {
    Problem problem = TooLarge(value.size());
    problem.message += OtherMeaning(key_ids, std::nullopt);
    return {.node_id = NodeOf(key_ids, std::nullopt), .content = std::move(problem)};
  }
  DecodedValue decoded = DecodeValue(value);
  DecodedRecord record{.node_id = NodeOf(key_ids, decoded.node_id), .content = std::move(decoded.content)};
  const bool is_usable = std::holds_alternative<Status>(record.content);
  if (too_large) {
    record.content = TooLarge(value.size());
  } else if (is_usable && !IsOneOf(key_ids, *decoded.node_id)) {
    record.content = Mismatch(key_ids, *decoded.node_id);
  }
  if (auto* problem = std::get_if<Problem>(&record.content)) problem->message += OtherMeaning(key_ids, decoded.node_id);
  return record;
}

}  // namespace rollcall::topic
