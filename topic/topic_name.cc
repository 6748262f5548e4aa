// SPDX-License-Identifier: Apache-2.0
#include "topic/topic_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"

namespace rollcall::topic {
namespace {

constexpr size_t kMaxNameLength = 249;

bool IsAllowed(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

absl::Status NoTopicName(std::string_view name, std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("--topic '", absl::CEscape(AbslView(name)), "': Kafka has no topic of this name: ", AbslView(why)));
}

}  // namespace

absl::Status CheckTopicName(std::string_view name) {
  if (name.empty()) return absl::InvalidArgumentError("--topic '': the name is empty; name the status topic");
  if (name == "." || name == "..") return NoTopicName(name, "\".\" and \"..\" are not allowed");
  if (name.size() > kMaxNameLength) {
    return NoTopicName(
        name, absl::StrCat("it has ", name.size(), " characters, and at most ", kMaxNameLength, " are allowed"));
  }
  if (!std::all_of(name.begin(), name.end(), IsAllowed)) {
    return NoTopicName(name, "only letters and digits of ASCII, '.', '_' and '-' are allowed");
  }
  return absl::OkStatus();
}

}  // namespace rollcall::topic
