// SPDX-License-Identifier: Apache-2.0
#include "topic/record/record_decoder.h"

#include <utility>

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
    return {.node_id = NodeOf(key_ids, std::nullopt), .content = TooLarge(value.size())};
  }
  DecodedValue decoded = DecodeValue(value);
  DecodedRecord record{.node_id = NodeOf(key_ids, decoded.node_id), .content = std::move(decoded.content)};
  const bool is_usable = std::holds_alternative<Status>(record.content);
  if (too_large) {
    record.content = TooLarge(value.size());
  } else if (is_usable && !IsOneOf(key_ids, *decoded.node_id)) {
    record.content = Mismatch(key_ids, *decoded.node_id);
  }
  return record;
}

}  // namespace rollcall::topic
