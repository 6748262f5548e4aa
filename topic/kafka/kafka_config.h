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
  std::string brokers;                    // HOST:PORT,…
  std::vector<KafkaProperty> properties;  // librdkafka's own, in the order given; the last of a name counts
};

// From --brokers and each -X (kafka_property.h). INVALID_ARGUMENT, naming the property, for one that librdkafka does
// not know, for a value that it refuses, and for a property that Rollcall sets itself because its answers rest on it.
absl::StatusOr<KafkaOptions> ParseKafkaOptions(std::string_view brokers, const std::vector<std::string>& x_flags);

// For a consumer that reads to the end and no further: the event of reaching it comes after 10 ms, whatever a user set.
KafkaOptions QuickAtTheEnd(KafkaOptions options);

// A consumer that assigns partition 0 itself: read_committed, EOF events, no offset reset behind our back
// (auto.offset.reset=error), nothing committed or stored, CRCs checked, no topic created by asking for it. `client_id`
// as brokers show it ("rollcalld").
//
// The result may be changed before it is used: set_opaque is free, and set_error_cb replaces the callback that only
// logs. Lines of the library go to base/log.h: a few a minute of each kind, the number of those held back with the
// next.
absl::StatusOr<KafkaConf> ConsumerConf(const KafkaOptions& options, std::string_view client_id);

// A consumer that only asks about topics and reads none, and so need not look for the coordinator of a group.
absl::StatusOr<KafkaConf> DescriberConf(const KafkaOptions& options, std::string_view client_id);

// Idempotent wherever the broker can; without it the order is kept by one request in flight. acks=all either way.
enum class Idempotence { kOn, kOff };
absl::StatusOr<KafkaConf> ProducerConf(const KafkaOptions& options, std::string_view client_id,
                                       Idempotence idempotence);

// Makes the client and takes the configuration over. Nothing is sent yet: a wrong address shows later. INVALID_ARGUMENT
// where the properties do not fit together (librdkafka's text).
absl::StatusOr<KafkaClient> NewKafkaClient(rd_kafka_type_t type, KafkaConf conf);

}  // namespace rollcall::topic
