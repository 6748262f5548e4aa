// SPDX-License-Identifier: Apache-2.0
// Shuts down librdkafka's clients in a bounded time.
//
// In librdkafka 2.0.2, a client whose topic was deleted may never shut down: the thread of a former broker waits for a
// reference that is never released (its issue 3954 shows the same threads). Version 2.8 was not seen to do that. A
// client that does not shut down is leaked, so that its owner does not wait for ever.
#pragma once

#include <librdkafka/rdkafka.h>

namespace rollcall::topic {

// Destroys the client. Returns when it is destroyed, or after some seconds without it. Thread-safe.
void ShutDownKafkaClient(rd_kafka_t* client);

// Whether a client was leaked. Its threads still run, so the process must end without destroying what they use, by
// std::quick_exit. Thread-safe.
bool HasLeakedKafkaClients();

}  // namespace rollcall::topic
