// SPDX-License-Identifier: Apache-2.0
// Which names Kafka's topics can have.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::topic {

// INVALID_ARGUMENT, with the name and the rule, for a name that no topic can have. The rule is that of Kafka's
// org.apache.kafka.common.internals.Topic: 1 to 249 characters of [a-zA-Z0-9._-], and neither "." nor "..".
absl::Status CheckTopicName(std::string_view name);

}  // namespace rollcall::topic
