// SPDX-License-Identifier: Apache-2.0
// The leader of the topic's partition.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>

#include "absl/time/time.h"

namespace rollcall::topic {

// Asks a broker for the leader now; librdkafka would wait for one of its timers. `client` knows the leader when this
// returns. If no broker answers within `timeout`, the client keeps looking in the background.
void LearnLeader(rd_kafka_t* client, const std::string& topic_name, absl::Duration timeout);

// Makes `client` connect to the broker, for at most `timeout`. librdkafka asks one of the brokers that it is connected
// to for the leader, and it connects to no others than it reads from. If that one is cut off from the cluster, it names
// itself for ever.
void Connect(rd_kafka_t* client, const std::string& topic_name, int32_t broker, absl::Duration timeout);

}  // namespace rollcall::topic
