// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_responses.h"

#include "base/check.h"

namespace rollcall::topic {
namespace {

constexpr char kName[] = "rollcall";
// API keys of Kafka's protocol.
constexpr int16_t kFetch = 1;
constexpr int16_t kListOffsets = 2;
constexpr int16_t kMetadata = 3;

}  // namespace

void KafkaResponses::Observe(rd_kafka_conf_t* conf) {
  CHECK_EQ(rd_kafka_conf_interceptor_add_on_new(conf, kName, &KafkaResponses::OnNew, this), RD_KAFKA_RESP_ERR_NO_ERROR);
}

rd_kafka_resp_err_t KafkaResponses::OnNew(rd_kafka_t* client, const rd_kafka_conf_t*, void* self, char*, size_t) {
  return rd_kafka_interceptor_add_on_response_received(client, kName, &KafkaResponses::OnResponse, self);
}

// Runs on librdkafka's threads, before the response is parsed.
rd_kafka_resp_err_t KafkaResponses::OnResponse(rd_kafka_t*, int, const char*, int32_t broker, int16_t api_key, int16_t,
                                               int32_t, size_t, int64_t, rd_kafka_resp_err_t error, void* self) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) static_cast<KafkaResponses*>(self)->Note(broker, api_key);
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

void KafkaResponses::Note(int32_t broker, int16_t api_key) {
  if (api_key == kMetadata) topic_lookups_.fetch_add(1, std::memory_order_acq_rel);
  if (api_key == kFetch) {
    fetch_broker_.store(broker, std::memory_order_release);
    fetches_.fetch_add(1, std::memory_order_acq_rel);
  }
  if (api_key == kListOffsets) list_offsets_broker_.store(broker, std::memory_order_release);
}

}  // namespace rollcall::topic
