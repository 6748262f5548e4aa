// SPDX-License-Identifier: Apache-2.0
// How Rollcall configures librdkafka: what users may set, what the contract fixes, and where log lines go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_property.h"

namespace rollcall::topic {

struct KafkaOptions {
  std::string brokers;                    // HOST:PORT,… without blanks
  std::vector<KafkaProperty> properties;  // of librdkafka, in the order given; the last one of a name counts
};

// Parses --brokers (base/comma_list.h) and each -X (kafka_property.h). INVALID_ARGUMENT, with the property's name, for
// a property that librdkafka does not know, for a value that it refuses, and for a property that Rollcall sets itself
// because its answers depend on it.
absl::StatusOr<KafkaOptions> ParseKafkaOptions(std::string_view brokers, const std::vector<std::string>& x_flags);

// Options for a consumer that reads to the end and no further. The event of reaching the end comes after 10 ms,
// whatever the user's properties say.
KafkaOptions QuickAtTheEnd(KafkaOptions options);

// For a consumer that assigns partition 0 itself: read_committed, EOF events, no silent offset reset
// (auto.offset.reset=error), nothing committed or stored, CRCs checked, no topic created by asking for it. Brokers show
// `client_id` ("rollcalld").
//
// The result may be changed before it is used: set_opaque is free, and set_error_cb replaces the callback that logs and
// remembers errors. The library's log lines go to base/log.h through kafka_log.h, which limits their rate.
absl::StatusOr<KafkaConf> ConsumerConf(const KafkaOptions& options, std::string_view client_id);

// For a consumer that only asks about topics and reads none. It does not look for the coordinator of a group. Asked for
// the end of a log, it gives the high watermark (isolation.level=read_uncommitted).
absl::StatusOr<KafkaConf> DescriberConf(const KafkaOptions& options, std::string_view client_id);

// Without idempotence, one request in flight keeps the order.
enum class Idempotence { kOn, kOff };

// For a producer with acks=all.
absl::StatusOr<KafkaConf> ProducerConf(const KafkaOptions& options, std::string_view client_id,
                                       Idempotence idempotence);

// Creates the client, which then owns the configuration. Nothing is sent yet, so a wrong address shows only later.
// INVALID_ARGUMENT with librdkafka's text if the properties do not fit together.
absl::StatusOr<KafkaClient> NewKafkaClient(rd_kafka_type_t type, KafkaConf conf);

}  // namespace rollcall::topic
