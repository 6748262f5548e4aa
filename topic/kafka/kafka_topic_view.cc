// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_topic_view.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "topic/kafka/kafka_error.h"

namespace rollcall::topic {
namespace {

using KafkaTopicCollection = KafkaOwned<rd_kafka_TopicCollection_t, &rd_kafka_TopicCollection_destroy>;

constexpr int kPartition = 0;
constexpr char kNoTopicId[] = "AAAAAAAAAAAAAAAAAAAAAA";  // of a broker that gives none: 16 zero bytes

std::string ReadTopicId(const rd_kafka_TopicDescription_t* description) {
  const std::string id = rd_kafka_Uuid_base64str(rd_kafka_TopicDescription_topic_id(description));
  return id == kNoTopicId ? "" : id;
}

TopicView ReadDescription(const rd_kafka_TopicDescription_t* description) {
  TopicView view;
  view.topic_id = ReadTopicId(description);
  size_t count = 0;
  const rd_kafka_TopicPartitionInfo_t** partitions = rd_kafka_TopicDescription_partitions(description, &count);
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_Node_t* leader = rd_kafka_TopicPartitionInfo_leader(partitions[i]);
    const bool is_ours = rd_kafka_TopicPartitionInfo_partition(partitions[i]) == kPartition;
    if (is_ours && leader != nullptr) view.leader = rd_kafka_Node_id(leader);
  }
  return view;
}

}  // namespace

absl::Status AskForTopicView(rd_kafka_t* client, const std::string& topic, int32_t broker, absl::Duration timeout,
                             rd_kafka_queue_t* queue) {
  const std::string what = absl::StrCat("description of topic '", topic, "'");
  const KafkaAdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS));
  const int timeout_ms = static_cast<int>(absl::ToInt64Milliseconds(timeout)) + 1;
  char error[512] = "";
  rd_kafka_resp_err_t code = rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, error, sizeof(error));
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && broker != kAnyBroker) {
    code = rd_kafka_AdminOptions_set_broker(options.get(), broker, error, sizeof(error));
  }
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaErrorToStatus(code, what, error);
  rd_kafka_AdminOptions_set_opaque(options.get(), reinterpret_cast<void*>(static_cast<intptr_t>(broker)));
  const char* names[] = {topic.c_str()};
  const KafkaTopicCollection topics(rd_kafka_TopicCollection_of_topic_names(names, 1));
  rd_kafka_DescribeTopics(client, topics.get(), options.get(), queue);
  return absl::OkStatus();
}

int32_t BrokerOf(rd_kafka_event_t* event) {
  return static_cast<int32_t>(reinterpret_cast<intptr_t>(rd_kafka_event_opaque(event)));
}

absl::StatusOr<TopicView> ReadTopicView(rd_kafka_event_t* event, const std::string& topic) {
  const std::string what = absl::StrCat("description of topic '", topic, "'");
  if (const rd_kafka_resp_err_t code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return KafkaErrorToStatus(code, what, rd_kafka_event_error_string(event));
  }
  const rd_kafka_DescribeTopics_result_t* result = rd_kafka_event_DescribeTopics_result(event);
  CHECK(result != nullptr);
  size_t count = 0;
  const rd_kafka_TopicDescription_t** topics = rd_kafka_DescribeTopics_result_topics(result, &count);
  if (count != 1) return absl::InternalError(absl::StrCat(what, ": the broker's answer does not contain it"));
  const rd_kafka_error_t* error = rd_kafka_TopicDescription_error(topics[0]);
  if (const rd_kafka_resp_err_t code = rd_kafka_error_code(error); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return KafkaErrorToStatus(code, what, rd_kafka_error_string(error));
  }
  return ReadDescription(topics[0]);
}

}  // namespace rollcall::topic
