// SPDX-License-Identifier: Apache-2.0
// A producer that sends one record at a time, and a bare consumer with librdkafka's defaults.
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>

#include "bench/latency/observation.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/record/json_codec.h"
#include "topic/record/key.h"

namespace rollcall::bench {

inline topic::KafkaClient NewClient(rd_kafka_type_t type, topic::KafkaConf conf) {
  char error[512] = "";
  rd_kafka_t* client = rd_kafka_new(type, conf.get(), error, sizeof(error));
  if (client == nullptr) Fail(error);
  conf.release();  // the client owns it now
  return topic::KafkaClient(client);
}

inline topic::KafkaConf NewConf(const Options& options) {
  topic::KafkaConf conf(rd_kafka_conf_new());
  char error[512] = "";
  for (const auto& [name, value] : {std::pair{"bootstrap.servers", options.brokers.c_str()},
                                    {"group.id", "bench"},
                                    {"linger.ms", "0"},
                                    {"enable.partition.eof", "true"}}) {
    if (rd_kafka_conf_set(conf.get(), name, value, error, sizeof(error)) != RD_KAFKA_CONF_OK) Fail(error);
  }
  return conf;
}

class BareConsumer {
 public:
  explicit BareConsumer(const Options& options) : client_(NewClient(RD_KAFKA_CONSUMER, NewConf(options))) {
    rd_kafka_poll_set_consumer(client_.get());
    const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(partitions.get(), options.topic.c_str(), 0)->offset = RD_KAFKA_OFFSET_END;
    rd_kafka_assign(client_.get(), partitions.get());
    thread_ = std::thread([this] { Run(); });
    Await("the bare consumer reaches the end", [this] { return at_end_.load(); });
  }
  ~BareConsumer() {
    over_ = true;
    thread_.join();
  }

  const Observation& seen() const { return seen_; }

 private:
  void Run() {
    while (!over_) {
      const topic::KafkaMessage message(rd_kafka_consumer_poll(client_.get(), 100));
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) seen_.Record(message->offset);
      if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) at_end_ = true;
    }
  }

  topic::KafkaClient client_;
  Observation seen_;
  std::atomic<bool> at_end_{false};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

class Producer {
 public:
  explicit Producer(const Options& options) {
    topic::KafkaConf conf = NewConf(options);
    rd_kafka_conf_set_opaque(conf.get(), &acked_);
    rd_kafka_conf_set_dr_msg_cb(conf.get(), [](rd_kafka_t*, const rd_kafka_message_t* message, void* acked) {
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(rd_kafka_err2str(message->err));
      static_cast<Observation*>(acked)->Record(message->offset);
    });
    client_ = NewClient(RD_KAFKA_PRODUCER, std::move(conf));
    topic_handle_.reset(rd_kafka_topic_new(client_.get(), options.topic.c_str(), nullptr));
    if (topic_handle_ == nullptr) Fail(rd_kafka_err2str(rd_kafka_last_error()));
  }

  // Produces one record. Returns once it is acknowledged, with the time of that.
  const Observation& Produce(int number) {
    const topic::Status status{kNode, "up", {{"name_a", {"foo"}, "number " + std::to_string(number), ""}}, {}, "", ""};
    const std::string key = topic::BinaryKey(kNode);
    const std::string value = topic::EncodeValue(status);
    const int64_t before = acked_.offset;
    const int result =
        rd_kafka_produce(topic_handle_.get(), /*partition=*/0, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()),
                         value.size(), key.data(), key.size(), /*msg_opaque=*/nullptr);
    if (result != 0) Fail(rd_kafka_err2str(rd_kafka_last_error()));
    const auto deadline = Clock::now() + kGiveUpAfter;
    while (acked_.offset == before && Clock::now() < deadline) rd_kafka_poll(client_.get(), 1000);
    if (acked_.offset == before) Fail("no ack in time");
    return acked_;
  }

 private:
  Observation acked_;
  topic::KafkaClient client_;
  topic::KafkaTopic topic_handle_;  // ends before its client
};

}  // namespace rollcall::bench
