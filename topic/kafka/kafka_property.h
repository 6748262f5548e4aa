// SPDX-License-Identifier: Apache-2.0
// librdkafka's properties as users set them: KEY=VALUE, or KEY=@FILE.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rollcall::topic {

using KafkaProperty = std::pair<std::string, std::string>;

// Parses KEY=VALUE. The value of KEY=@FILE is the content of the file without one newline at its end. INVALID_ARGUMENT
// if it is neither, if the file cannot be read, and for a property that Rollcall sets itself because its answers depend
// on it. No error shows a value, which may be a secret.
absl::StatusOr<KafkaProperty> ParseKafkaProperty(const std::string& flag);

// INVALID_ARGUMENT for a property that users may not set, that librdkafka does not know, or whose value librdkafka
// refuses. The message has librdkafka's text without the value.
absl::Status SetUserProperty(rd_kafka_conf_t* conf, const KafkaProperty& property);

// The same, but allows the properties that Rollcall sets itself.
absl::Status SetProperty(rd_kafka_conf_t* conf, const std::string& name, const std::string& value);

// The property's value that the client was created with; empty if there is no such property. Do not use it for secrets,
// because it returns them too.
std::string PropertyOf(const rd_kafka_t* client, const char* name);

}  // namespace rollcall::topic
