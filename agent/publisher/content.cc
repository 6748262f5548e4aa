// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/content.h"

#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "agent/publisher/node_value.h"
#include "base/check.h"
#include "topic/record/json_codec.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

// What StampContent adds at most: two field names, a number and an instance with a long host name.
constexpr size_t kStampBytes = 512;

absl::Status CheckPublishersFields(const topic::Status& status) {
  const char* field = status.lease.has_value() ? "lease_s" : "instance";
  if (!status.lease.has_value() && status.instance.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the status has the field ", field, ", which the publisher sets itself: leave it out"));
}

}  // namespace

absl::StatusOr<std::string> PrepareContent(std::string_view json, int32_t node_id) {
  absl::StatusOr<NodeValue> value = PrepareValue(json, node_id);
  if (!value.ok()) return value.status();
  if (absl::Status fields = CheckPublishersFields(value->status); !fields.ok()) return fields;
  if (value->json.size() + kStampBytes > topic::kMaxValueBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the status has ", value->json.size(), " bytes; at most ",
                                                   topic::kMaxValueBytes - kStampBytes, " can be published"));
  }
  return std::move(value->json);
}

std::string DownContent(int32_t node_id, std::string_view reason) {
  topic::Status status;
  status.node_id = node_id;
  status.status = "down";
  status.reason = reason;
  return topic::EncodeValue(status);
}

bool IsDown(std::string_view content) {
  const topic::DecodedValue decoded = topic::DecodeValue(content);
  const auto* status = std::get_if<topic::Status>(&decoded.content);
  return status != nullptr && status->status == "down";
}

std::string StampContent(std::string_view content, const Instance& instance, std::optional<absl::Duration> lease) {
  topic::Status stamp;  // encoded by the codec, so that texts are escaped and numbers are written as everywhere
  stamp.instance = FormatInstance(instance);
  stamp.lease = lease;
  const std::string fields = topic::EncodeValue(stamp);
  const size_t first = fields.find(lease.has_value() ? "\"lease_s\"" : "\"instance\"");
  const size_t end = content.rfind('}');
  CHECK(first != std::string::npos && end != std::string_view::npos);
  return absl::StrCat(std::string(content.substr(0, end)), ",", fields.substr(first));
}

}  // namespace rollcall::agent
