// SPDX-License-Identifier: Apache-2.0
// Why a client does not get through to its brokers.
//
// librdkafka keeps trying whatever is wrong, and a call that waits for a broker ends with nothing but a time-out: what
// was wrong goes to the error callback only. So the last of it is kept here for each client until a call is answered.
// All functions are thread-safe.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::topic {

// From the error callback. `text` is librdkafka's.
void RememberError(const rd_kafka_t* client, rd_kafka_resp_err_t code, std::string_view text);

// The brokers answer, or (from the client's deleter, by the name that it had) the client is gone.
void ForgetError(std::string_view client_name);

// What the last fault means for somebody who waits, once callbacks that were due have run.
struct KafkaDiagnosis {
  enum class Recoverability {
    kTransient,  // a broker that is down may come back; OK where there was no fault
    kUnlikely,   // also brokers that go away look like this: as if they spoke another protocol than we do
    kPermanent   // they refuse what we are configured to show them, or we them
  };
  Recoverability recoverability = Recoverability::kTransient;
  // UNAVAILABLE or UNAUTHENTICATED, naming the brokers, librdkafka's text and which properties to check.
  absl::Status status;
};
KafkaDiagnosis Diagnose(rd_kafka_t* client);

}  // namespace rollcall::topic
