// SPDX-License-Identifier: Apache-2.0
// The content of a status: what a node's value says, without the fields that the publisher adds to each record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/publisher/instance.h"

namespace rollcall::agent {

// `json` is a status in the topic's form (topic/record/json_codec.h). Its node_id may be missing; if it is there it
// must be `node_id`. Unknown fields are kept, byte for byte. INVALID_ARGUMENT, with the field and what is wrong with
// it, for a status that readers could not use, and for one with lease_s or instance, which only the publisher sets.
absl::StatusOr<std::string> PrepareContent(std::string_view json, int32_t node_id);

// A node that runs nothing. An empty `reason` is left out.
std::string DownContent(int32_t node_id, std::string_view reason);

// Whether the content's status is "down".
bool IsDown(std::string_view content);

// The value of a record: the content, with `instance` and `lease_s` as its last fields.
std::string StampContent(std::string_view content, const Instance& instance, std::optional<absl::Duration> lease);

}  // namespace rollcall::agent
