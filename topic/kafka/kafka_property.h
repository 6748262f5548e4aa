// SPDX-License-Identifier: Apache-2.0
// Properties of librdkafka as users give them: KEY=VALUE, or KEY=@FILE.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rollcall::topic {

using KafkaProperty = std::pair<std::string, std::string>;

// KEY=VALUE as a pair; of KEY=@FILE the value is what the file holds, but for one newline at its end. INVALID_ARGUMENT
// where it is neither, where the file cannot be read, and for a property that Rollcall sets itself because its answers
// rest on it. No error shows a value, which may be a secret.
absl::StatusOr<KafkaProperty> ParseKafkaProperty(const std::string& flag);

// INVALID_ARGUMENT for a property that users may not set, that librdkafka does not know, or whose value it refuses; its
// text is passed on without the value.
absl::Status SetUserProperty(rd_kafka_conf_t* conf, const KafkaProperty& property);

// The same for those that Rollcall sets itself.
absl::Status SetProperty(rd_kafka_conf_t* conf, const std::string& name, const std::string& value);

// What a client was made with; empty where it has no such property. Not for secrets: librdkafka tells them too.
std::string PropertyOf(const rd_kafka_t* client, const char* name);

}  // namespace rollcall::topic
