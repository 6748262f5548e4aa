// SPDX-License-Identifier: Apache-2.0
// Why a client cannot reach its brokers.
//
// librdkafka keeps trying whatever is wrong, and a call that waits for a broker only ends with a timeout. The cause
// goes to the error callback alone. So the last error of each client is kept here until a broker answers.
//
// A client connects to --brokers first, and then to the addresses that the brokers advertise. An error of such an
// advertised address is kept apart for a minute: other brokers do answer, and their answers and errors say nothing
// about it. librdkafka repeats the error twice a minute for as long as it needs that broker and cannot reach it. All
// functions are thread-safe.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rollcall/instant.h"

namespace rollcall::topic {

// librdkafka's texts end with how long an attempt took and how often the error was seen. Without that, one error always
// has the same text.
std::string_view WithoutTimes(std::string_view text);

// Called by the error callback. `text` is librdkafka's.
void RememberError(const rd_kafka_t* client, rd_kafka_resp_err_t code, std::string_view text,
                   Instant now = Instant::Now());

// Called when any broker has answered: there is a connection. Errors of advertised addresses are kept.
void ForgetError(std::string_view client_name);
// Called by the client's deleter.
void ForgetClient(std::string_view client_name);

// What the last error means for a caller that waits for a broker.
struct KafkaDiagnosis {
  enum class Recoverability {
    kTransient,  // waiting may help: a broker that is down may come back; also if there was no error
    kUnlikely,   // the broker seems to speak another protocol, but a broker that shuts down looks the same
    kPermanent   // the brokers refuse our credentials, or we refuse their certificate
  };
  Recoverability recoverability = Recoverability::kTransient;
  // OK if there was no error. Otherwise UNAVAILABLE or UNAUTHENTICATED, with the brokers, librdkafka's text, and which
  // properties to check. An advertised address that cannot be reached is named before anything else.
  absl::Status status;
};

// Runs the callbacks of `client` that are due, then looks at its last error.
KafkaDiagnosis Diagnose(rd_kafka_t* client, Instant now = Instant::Now());

// For a person who waits: the newest error of any client of this process that lasts, or an empty text. Runs no
// callbacks, so it knows only what a call before it has seen.
std::string NewestErrorText();

}  // namespace rollcall::topic
