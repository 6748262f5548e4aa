// SPDX-License-Identifier: Apache-2.0
// Why a client cannot reach its brokers.
//
// librdkafka keeps trying whatever is wrong, and a call that waits for a broker only ends with a timeout. The cause
// goes to the error callback alone. So the last error of each client is kept here until a broker answers. All functions
// are thread-safe.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::topic {

// Called by the error callback. `text` is librdkafka's.
void RememberError(const rd_kafka_t* client, rd_kafka_resp_err_t code, std::string_view text);

// Called when a broker has answered, and by the client's deleter.
void ForgetError(std::string_view client_name);

// What the last error means for a caller that waits for a broker.
struct KafkaDiagnosis {
  enum class Recoverability {
    kTransient,  // waiting may help: a broker that is down may come back; also if there was no error
    kUnlikely,   // the broker seems to speak another protocol, but a broker that shuts down looks the same
    kPermanent   // the brokers refuse our credentials, or we refuse their certificate
  };
  Recoverability recoverability = Recoverability::kTransient;
  // OK if there was no error. Otherwise UNAVAILABLE or UNAUTHENTICATED, with the brokers, librdkafka's text, and which
  // properties to check.
  absl::Status status;
};

// Runs the callbacks of `client` that are due, then looks at its last error.
KafkaDiagnosis Diagnose(rd_kafka_t* client);

}  // namespace rollcall::topic
