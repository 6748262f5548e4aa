// SPDX-License-Identifier: Apache-2.0
// Translates librdkafka's errors to absl::Status. Nothing else does.
//
//   UNAVAILABLE          no broker, no leader, or a timeout: trying again may help
//   NOT_FOUND            the topic or partition does not exist
//   ALREADY_EXISTS       the topic exists
//   PERMISSION_DENIED    authorization; UNAUTHENTICATED: authentication, TLS
//   INVALID_ARGUMENT     the broker or the library refuses the request (settings, message size)
//   OUT_OF_RANGE         the offset is not in the log
//   DATA_LOSS            a batch is corrupt
//   UNIMPLEMENTED        the broker is too old
//   ABORTED              this client instance cannot go on (fatal, fenced) and must be replaced
//   UNKNOWN              any other
#pragma once

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::topic {

// OK for RD_KAFKA_RESP_ERR_NO_ERROR. Otherwise the message is "`what`: description (ERR_NAME)". `what` says what was
// tried, with the topic and offset if there are any. `detail`, librdkafka's longer text, replaces the description.
absl::Status KafkaErrorToStatus(rd_kafka_resp_err_t code, std::string_view what, std::string_view detail = {});

// OK for nullptr. Does not take ownership.
absl::Status KafkaErrorToStatus(const rd_kafka_error_t* error, std::string_view what);

// Whether the error is about a group's coordinator. librdkafka looks for a coordinator although our consumers are in no
// group, and reports a failed search like a failed read. Reading goes on nevertheless, also for users without any right
// to the group.
bool IsGroupError(rd_kafka_resp_err_t code);

}  // namespace rollcall::topic
