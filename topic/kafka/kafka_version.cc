// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_version.h"

#include <librdkafka/rdkafka.h>

namespace rollcall::topic {

std::string LibrdkafkaVersion() { return rd_kafka_version_str(); }

}  // namespace rollcall::topic
