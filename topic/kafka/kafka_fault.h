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
void RememberFault(const rd_kafka_t* client, rd_kafka_resp_err_t code, std::string_view text);

// The brokers answer, or (from the client's deleter, by the name that it had) the client is gone.
void ForgetFault(std::string_view client_name);

// What the last fault means for somebody who waits, once callbacks that were due have run.
struct FaultReport {
  enum class Outlook {
    kMayHeal,     // a broker that is down may come back; OK where there was no fault
    kUnlikely,    // also brokers that go away look like this: as if they spoke another protocol than we do
    kWillNotHeal  // they refuse what we are configured to show them, or we them
  };
  Outlook outlook = Outlook::kMayHeal;
  // UNAVAILABLE or UNAUTHENTICATED, naming the brokers, librdkafka's text and which properties to check.
  absl::Status status;
};
FaultReport ReportFault(rd_kafka_t* client);

}  // namespace rollcall::topic
