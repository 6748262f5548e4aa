// SPDX-License-Identifier: Apache-2.0
// Observes the responses that a client gets: from which broker, and whether one may have changed the client's idea of
// which topic a name stands for. Thread-safe.
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"

namespace rollcall::topic {

class KafkaResponses {
 public:
  KafkaResponses() = default;
  KafkaResponses(const KafkaResponses&) = delete;
  KafkaResponses& operator=(const KafkaResponses&) = delete;

  // Observes the client that is made from `conf`, and must outlive it. One client may follow another.
  void Observe(rd_kafka_conf_t* conf);

  // Grows before the client can read records from another topic of the same name: it fetches by the topic's id
  // (KIP-516, Kafka 3.1), and learns another id only from a Metadata response. An older broker is asked by the name,
  // and may answer with records from another topic at any time.
  uint64_t topic_lookups() const { return topic_lookups_.load(std::memory_order_acquire); }

  // The broker that answered the last Fetch request; -1 if none did since ForgetFetches.
  int32_t fetch_broker() const { return fetch_broker_.load(std::memory_order_acquire); }
  void ForgetFetches() { fetch_broker_.store(-1, std::memory_order_release); }
  // How many Fetch requests were answered by now.
  uint64_t fetches() const { return fetches_.load(std::memory_order_acquire); }

  // The broker that answered the last ListOffsets request; -1 if none did since ForgetListOffsets.
  int32_t list_offsets_broker() const { return list_offsets_broker_.load(std::memory_order_acquire); }
  void ForgetListOffsets() { list_offsets_broker_.store(-1, std::memory_order_release); }

 private:
  static rd_kafka_resp_err_t OnNew(rd_kafka_t* client, const rd_kafka_conf_t* conf, void* self, char* error,
                                   size_t error_size);
  static rd_kafka_resp_err_t OnResponse(rd_kafka_t* client, int socket, const char* broker_name, int32_t broker,
                                        int16_t api_key, int16_t api_version, int32_t correlation_id, size_t size,
                                        int64_t round_trip_us, rd_kafka_resp_err_t error, void* self);
  void Note(int32_t broker, int16_t api_key);

  std::atomic<uint64_t> topic_lookups_{0};
  std::atomic<int32_t> fetch_broker_{-1};
  std::atomic<uint64_t> fetches_{0};
  std::atomic<int32_t> list_offsets_broker_{-1};
};

}  // namespace rollcall::topic
