// SPDX-License-Identifier: Apache-2.0
// Who leads the topic's partition, as librdkafka knows it.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>

#include "absl/time/time.h"

namespace rollcall::topic {

// Asks a broker for the leader now, where librdkafka would wait for one of its timers. `client` knows it from then on;
// it goes on looking by itself where no broker answered within `timeout`.
void LearnLeader(rd_kafka_t* client, const std::string& topic_name, absl::Duration timeout);

}  // namespace rollcall::topic
