// SPDX-License-Identifier: Apache-2.0
// librdkafka's errors as absl::Status, translated in this one place.
//
//   UNAVAILABLE          no broker, no leader, a time ran out: trying again may help
//   NOT_FOUND            the topic or partition does not exist
//   ALREADY_EXISTS       the topic exists
//   PERMISSION_DENIED    authorization; UNAUTHENTICATED: authentication, TLS
//   INVALID_ARGUMENT     the broker or library refuses what was asked for (settings, message size)
//   OUT_OF_RANGE         the offset is not in the log
//   DATA_LOSS            a batch is corrupt
//   UNIMPLEMENTED        the broker is too old
//   ABORTED              this client instance is finished (fatal, fenced) and must be made anew
//   UNKNOWN              any other
#pragma once

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::topic {

// "`what`: description (ERR_NAME)", or with `detail` (librdkafka's own longer text) in the place of the description.
// OK for RD_KAFKA_RESP_ERR_NO_ERROR. `what` says what was tried, with topic and offset where there are any.
absl::Status KafkaErrorToStatus(rd_kafka_resp_err_t code, std::string_view what, std::string_view detail = {});

// OK for nullptr. Does not take ownership.
absl::Status KafkaErrorToStatus(const rd_kafka_error_t* error, std::string_view what);

// About a group's coordinator. librdkafka looks for one although our consumers are in no group, and reports on the
// search as if reading had failed; it goes on all the same, also for users without any right to the group.
bool IsGroupError(rd_kafka_resp_err_t code);

}  // namespace rollcall::topic
