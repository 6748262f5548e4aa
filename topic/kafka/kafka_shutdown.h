// SPDX-License-Identifier: Apache-2.0
// Ends clients of librdkafka, in a bounded time.
//
// A client of librdkafka 2.0.2 that followed a topic which was deleted may never end: a thread of a broker that it left
// waits for a reference that nobody gives back (its issue 3954 shows the same threads). Whoever ends such a client is
// not kept waiting for ever; the client is then left alone until the process ends.
#pragma once

#include <librdkafka/rdkafka.h>

namespace rollcall::topic {

// Takes the client over. Returns when it has ended, or after some seconds. Thread-safe.
void ShutDownKafkaClient(rd_kafka_t* client);

// Whether one was left alone. Its threads still run, so the process must end without destroying what they use:
// std::quick_exit. Thread-safe.
bool HasLeakedKafkaClients();

}  // namespace rollcall::topic
