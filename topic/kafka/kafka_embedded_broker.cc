// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_embedded_broker.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_log.h"
#include "topic/kafka/kafka_property.h"

namespace rollcall::topic {
namespace {

// A client with a mock cluster of one broker. The client destroys the cluster, in milliseconds: a cluster that is
// destroyed before its client takes a second.
absl::StatusOr<KafkaClient> NewMockClient() {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  LogThroughBase(conf);
  CHECK(SetProperty(conf, "test.mock.num.brokers", "1").ok());
  CHECK(SetProperty(conf, "log_level", "4").ok());                // no line for the use of a mock cluster
  CHECK(SetProperty(conf, "enable.metrics.push", "false").ok());  // see kafka_config.cc
  char error[512] = "";
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof(error));
  if (client != nullptr) return KafkaClient(client);
  rd_kafka_conf_destroy(conf);
  return absl::UnavailableError(absl::StrCat("the embedded broker cannot be created: ", error));
}

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedBroker>> EmbeddedBroker::Start(const std::string& topic) {
  absl::StatusOr<KafkaClient> client = NewMockClient();
  if (!client.ok()) return client.status();
  rd_kafka_mock_cluster_t* cluster = rd_kafka_handle_mock_cluster(client->get());
  CHECK(cluster != nullptr);
  auto broker = absl::WrapUnique(new EmbeddedBroker(*std::move(client), cluster));
  const rd_kafka_resp_err_t error =
      rd_kafka_mock_topic_create(cluster, topic.c_str(), /*partition_cnt=*/1, /*replication_factor=*/1);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return KafkaErrorToStatus(error, absl::StrCat("embedded topic '", topic, "'"));
  }
  return broker;
}

EmbeddedBroker::EmbeddedBroker(KafkaClient client, rd_kafka_mock_cluster_t* cluster)
    : client_(std::move(client)), cluster_(cluster), address_(rd_kafka_mock_cluster_bootstraps(cluster)) {}

}  // namespace rollcall::topic
