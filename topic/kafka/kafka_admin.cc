// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_admin.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/deadline.h"
#include "topic/kafka/kafka_diagnosis.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_property.h"
#include "topic/kafka/kafka_topic_view.h"
#include "topic/topic_commands.h"

namespace rollcall::topic {
namespace {

constexpr size_t kErrorTextBytes = 512;

// At least 1: some of librdkafka's functions take 0 as "do not wait" and others as "default"; negative is "for ever".
int RemainingMs(const Deadline& deadline) {
  const absl::Duration remaining = std::clamp(deadline.Left(), absl::Milliseconds(1), absl::Hours(1));
  return static_cast<int>(absl::ToInt64Milliseconds(remaining));
}

// Turns an error code into a status. If no broker answered, the cause is not in the code but in the connections or the
// address, so the status says what is known about those.
absl::Status ErrorStatus(rd_kafka_t* client, rd_kafka_resp_err_t code, const std::string& what,
                         std::string_view detail = {}) {
  absl::Status status = KafkaErrorToStatus(code, what, detail);
  if (!absl::IsUnavailable(status)) return status;
  const KafkaDiagnosis diagnosis = Diagnose(client);
  if (!diagnosis.status.ok()) return diagnosis.status;
  return absl::UnavailableError(absl::StrCat("no answer in time from '", PropertyOf(client, "bootstrap.servers"), "' (",
                                             status.message(),
                                             "); check --brokers, that the brokers are up, and that "
                                             "their advertised.listeners can be reached from here"));
}

// A fault that waiting does not repair is reported before the deadline. An unlikely recovery gets some seconds, because
// a broker that starts or stops may refuse connections for a moment.
bool IsHopeless(rd_kafka_t* client, absl::Duration waited) {
  constexpr absl::Duration kPatience = absl::Seconds(6);
  const KafkaDiagnosis::Recoverability recoverability = Diagnose(client).recoverability;
  return recoverability == KafkaDiagnosis::Recoverability::kPermanent ||
         (recoverability == KafkaDiagnosis::Recoverability::kUnlikely && waited >= kPatience);
}

absl::StatusOr<KafkaMetadata> FetchMetadata(rd_kafka_t* client, const std::string& name, const Deadline& deadline) {
  const KafkaTopic topic(rd_kafka_topic_new(client, name.c_str(), nullptr));
  if (topic == nullptr) return KafkaErrorToStatus(rd_kafka_last_error(), absl::StrCat("topic '", name, "'"));
  absl::Duration waited;
  // A slow broker still answers a request that was given up before it answers the next one. With many short attempts it
  // could never answer in time. So attempts are few and grow, and the last one takes all the time that is left.
  for (absl::Duration wait = absl::Seconds(3);; wait *= 2) {
    const absl::Duration length = deadline.Left() < 2 * wait ? deadline.Left() : wait;
    const Deadline attempt(length);
    const struct rd_kafka_metadata* metadata = nullptr;
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(client, /*all_topics=*/0, topic.get(), &metadata, RemainingMs(attempt));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ForgetError(rd_kafka_name(client));
      return KafkaMetadata(metadata);
    }
    waited += length;
    const bool was_answered = attempt.Left() > length / 2;
    if (was_answered || deadline.Passed() || IsHopeless(client, waited)) {
      return ErrorStatus(client, error, absl::StrCat("metadata of topic '", name, "'"));
    }
  }
}

// The agent needs the same -X properties as this client, unless it needs none.
std::string CreationHint(rd_kafka_t* client, const std::string& name) {
  const bool has_security = PropertyOf(client, "security.protocol") != "plaintext";
  return absl::StrCat(CreateTopicCommand(PropertyOf(client, "bootstrap.servers"), name),
                      has_security ? " (with the -X properties for TLS and SASL)" : "");
}

absl::StatusOr<TopicDescription> ReadMetadata(rd_kafka_t* client, const struct rd_kafka_metadata& metadata,
                                              const std::string& name) {
  if (metadata.topic_cnt != 1) {
    return absl::InternalError(absl::StrCat("metadata of topic '", name, "': the broker's answer does not contain it"));
  }
  const struct rd_kafka_metadata_topic& topic = metadata.topics[0];
  if (topic.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || topic.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC) {
    return absl::NotFoundError(
        absl::StrCat("topic '", name, "' does not exist; create it with: ", CreationHint(client, name)));
  }
  if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaErrorToStatus(topic.err, absl::StrCat("topic '", name, "'"));
  TopicDescription description;
  description.name = name;
  description.brokers = PropertyOf(client, "bootstrap.servers");
  description.partition_count = topic.partition_cnt;
  if (topic.partition_cnt > 0) {
    const struct rd_kafka_metadata_partition& partition = topic.partitions[0];
    description.replication_factor = partition.replica_cnt;
    description.replicas.assign(partition.replicas, partition.replicas + partition.replica_cnt);
  }
  return description;
}

// A topic that was created a moment ago may have no leader yet, and on some brokers no partition either.
bool IsBeingCreated(const absl::StatusOr<TopicDescription>& description) {
  return description.ok() ? description->partition_count == 0 : absl::IsUnavailable(description.status());
}

// The broker that answered; it is also asked for the settings. By default librdkafka would ask the controller, which
// may be away. Every broker knows every topic's settings.
int32_t BrokerToAsk(const struct rd_kafka_metadata& metadata) {
  return metadata.orig_broker_id >= 0 || metadata.broker_cnt == 0 ? metadata.orig_broker_id : metadata.brokers[0].id;
}

// HOST:PORT as the broker itself advertises it; empty if the answer does not have this broker.
std::string AddressOf(const struct rd_kafka_metadata& metadata, int32_t broker_id) {
  for (int i = 0; i < metadata.broker_cnt; ++i) {
    const struct rd_kafka_metadata_broker& broker = metadata.brokers[i];
    if (broker.id == broker_id) return absl::StrCat(broker.host, ":", broker.port);
  }
  return "";
}

struct Partitions {
  TopicDescription description;
  int32_t broker_id;
  std::string broker_address;
};

absl::StatusOr<Partitions> DescribePartitions(rd_kafka_t* client, const std::string& name, const Deadline& deadline) {
  while (true) {
    const absl::StatusOr<KafkaMetadata> metadata = FetchMetadata(client, name, deadline);
    if (!metadata.ok()) return metadata.status();
    absl::StatusOr<TopicDescription> description = ReadMetadata(client, **metadata, name);
    if (!IsBeingCreated(description) || deadline.Passed()) {
      if (!description.ok()) return description.status();
      const int32_t broker_id = BrokerToAsk(**metadata);
      return Partitions{.description = *std::move(description),
                        .broker_id = broker_id,
                        .broker_address = AddressOf(**metadata, broker_id)};
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
}

std::string ClusterId(rd_kafka_t* client, int timeout_ms) {
  char* id = rd_kafka_clusterid(client, timeout_ms);
  if (id == nullptr) return "";
  std::string copy = id;
  rd_kafka_mem_free(client, id);
  return copy;
}

absl::StatusOr<KafkaAdminOptions> OptionsFor(rd_kafka_t* client, rd_kafka_admin_op_t operation, int timeout_ms) {
  KafkaAdminOptions options(rd_kafka_AdminOptions_new(client, operation));
  char error[kErrorTextBytes] = "";
  rd_kafka_resp_err_t code = rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, error, sizeof(error));
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && operation == RD_KAFKA_ADMIN_OP_CREATETOPICS) {
    code = rd_kafka_AdminOptions_set_operation_timeout(options.get(), timeout_ms, error, sizeof(error));
  }
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaErrorToStatus(code, "admin options", error);
  return options;
}

// Waits for the answer to an admin request. librdkafka itself ends a request at the request's timeout; the grace is for
// that event to arrive.
absl::StatusOr<KafkaEvent> AwaitAnswer(rd_kafka_t* client, rd_kafka_queue_t* queue, int timeout_ms,
                                       const std::string& what) {
  constexpr int kGraceMs = 200;
  KafkaEvent event(rd_kafka_queue_poll(queue, timeout_ms + kGraceMs));
  if (event == nullptr) return ErrorStatus(client, RD_KAFKA_RESP_ERR__TIMED_OUT, what);
  const rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return ErrorStatus(client, error, what, rd_kafka_event_error_string(event.get()));
  }
  return event;
}

using Settings = std::map<std::string, std::string>;

absl::StatusOr<Settings> ReadSettings(const rd_kafka_event_t* event, const std::string& what) {
  const rd_kafka_DescribeConfigs_result_t* result =
      rd_kafka_event_DescribeConfigs_result(const_cast<rd_kafka_event_t*>(event));
  size_t resource_count = 0;
  const rd_kafka_ConfigResource_t** resources = rd_kafka_DescribeConfigs_result_resources(result, &resource_count);
  if (resource_count != 1) return absl::InternalError(absl::StrCat(what, ": the broker's answer does not contain it"));
  const rd_kafka_resp_err_t error = rd_kafka_ConfigResource_error(resources[0]);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* detail = rd_kafka_ConfigResource_error_string(resources[0]);
    return KafkaErrorToStatus(error, what, detail == nullptr ? "" : detail);
  }
  size_t entry_count = 0;
  const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(resources[0], &entry_count);
  Settings settings;
  for (size_t i = 0; i < entry_count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value != nullptr) settings[rd_kafka_ConfigEntry_name(entries[i])] = value;
  }
  return settings;
}

absl::StatusOr<Settings> DescribeSettings(rd_kafka_t* client, const Partitions& partitions, const Deadline& deadline) {
  const std::string& name = partitions.description.name;
  const std::string what = absl::StrCat("settings of topic '", name, "', asked of broker ", partitions.broker_id,
                                        " at the address that it advertises, '", partitions.broker_address, "'");
  const int timeout_ms = RemainingMs(deadline);
  const absl::StatusOr<KafkaAdminOptions> options = OptionsFor(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout_ms);
  if (!options.ok()) return options.status();
  char error[kErrorTextBytes] = "";
  const rd_kafka_resp_err_t code =
      rd_kafka_AdminOptions_set_broker(options->get(), partitions.broker_id, error, sizeof(error));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaErrorToStatus(code, what, error);
  const KafkaConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  const KafkaQueue queue(rd_kafka_queue_new(client));
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  rd_kafka_DescribeConfigs(client, resources, 1, options->get(), queue.get());
  const absl::StatusOr<KafkaEvent> answer = AwaitAnswer(client, queue.get(), timeout_ms, what);
  if (!answer.ok()) return answer.status();
  return ReadSettings(answer->get(), what);
}

absl::StatusOr<std::string> FindTopicId(rd_kafka_t* client, int32_t broker_id, const std::string& name,
                                        const Deadline& deadline) {
  const int timeout_ms = RemainingMs(deadline);
  const KafkaQueue queue(rd_kafka_queue_new(client));
  absl::Status asked = AskForTopicView(client, name, broker_id, absl::Milliseconds(timeout_ms), queue.get());
  if (!asked.ok()) return asked;
  const absl::StatusOr<KafkaEvent> answer =
      AwaitAnswer(client, queue.get(), timeout_ms, absl::StrCat("id of topic '", name, "'"));
  if (!answer.ok()) return answer.status();
  const absl::StatusOr<TopicView> view = ReadTopicView(answer->get(), name);
  if (!view.ok()) return view.status();
  return view->topic_id;
}

std::optional<int64_t> NumberOf(const Settings& settings, const char* name) {
  int64_t number = 0;
  const auto found = settings.find(name);
  if (found == settings.end() || !absl::SimpleAtoi(found->second, &number)) return std::nullopt;
  return number;
}

void FillSettings(const Settings& settings, TopicDescription& description) {
  description.settings = settings;
  if (const auto found = settings.find("cleanup.policy"); found != settings.end()) {
    description.cleanup_policy = found->second;
  }
  if (const std::optional<int64_t> retention_ms = NumberOf(settings, "delete.retention.ms")) {
    description.delete_retention = absl::Milliseconds(*retention_ms);
  }
  if (const std::optional<int64_t> replicas = NumberOf(settings, "min.insync.replicas")) {
    description.min_insync_replicas = static_cast<int>(*replicas);
  }
}

// A broker that refuses to give the settings is accepted, but a broker that does not answer is an error.
bool IsRefusal(const absl::Status& status) {
  return absl::IsUnimplemented(status) || absl::IsPermissionDenied(status) || absl::IsInvalidArgument(status);
}

absl::StatusOr<KafkaNewTopic> MakeNewTopic(const std::string& name, const NewTopicSettings& requested) {
  absl::StatusOr<Settings> settings = NewTopicConfig(requested);
  if (!settings.ok()) return settings.status();
  char error[kErrorTextBytes] = "";
  KafkaNewTopic topic(rd_kafka_NewTopic_new(name.c_str(), 1, requested.replication_factor, error, sizeof(error)));
  if (topic == nullptr) return absl::InvalidArgumentError(absl::StrCat("topic '", name, "': ", error));
  for (const auto& [key, value] : *settings) {
    const rd_kafka_resp_err_t code = rd_kafka_NewTopic_set_config(topic.get(), key.c_str(), value.c_str());
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return KafkaErrorToStatus(code, absl::StrCat("setting ", key, " of topic '", name, "'"));
    }
  }
  return topic;
}

absl::Status CreationResult(rd_kafka_t* client, rd_kafka_event_t* event, const std::string& what) {
  size_t count = 0;
  const rd_kafka_topic_result_t** topics =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  if (count != 1) return absl::InternalError(absl::StrCat(what, ": the broker's answer does not contain it"));
  const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(topics[0]);
  const char* detail = rd_kafka_topic_result_error_string(topics[0]);
  const std::string text = detail == nullptr ? rd_kafka_err2str(error) : detail;
  const bool too_few_brokers = error == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR;
  return ErrorStatus(client, error, what,
                     too_few_brokers ? text + " Ask for fewer copies with --replication-factor." : text);
}

}  // namespace

absl::StatusOr<TopicDescription> KafkaAdmin::DescribeTopic(const std::string& name, absl::Duration timeout,
                                                           TopicId topic_id) const {
  const Deadline deadline(timeout);
  absl::StatusOr<Partitions> partitions = DescribePartitions(client_, name, deadline);
  if (!partitions.ok()) return partitions.status();
  TopicDescription& description = partitions->description;
  description.cluster_id = ClusterId(client_, RemainingMs(deadline));
  if (topic_id == TopicId::kInclude) {
    absl::StatusOr<std::string> found = FindTopicId(client_, partitions->broker_id, name, deadline);
    if (!found.ok()) return found.status();
    description.topic_id = *std::move(found);
  }
  const absl::StatusOr<Settings> settings = DescribeSettings(client_, *partitions, deadline);
  if (settings.ok()) {
    FillSettings(*settings, description);
  } else if (IsRefusal(settings.status())) {
    description.settings_unknown_reason = std::string(settings.status().message());
  } else {
    return settings.status();
  }
  return description;
}

absl::Status KafkaAdmin::CreateTopic(const std::string& name, const NewTopicSettings& settings,
                                     absl::Duration timeout) const {
  const std::string what = absl::StrCat("creation of topic '", name, "'");
  const int timeout_ms = RemainingMs(Deadline(timeout));
  const absl::StatusOr<KafkaNewTopic> topic = MakeNewTopic(name, settings);
  if (!topic.ok()) return topic.status();
  const absl::StatusOr<KafkaAdminOptions> options = OptionsFor(client_, RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout_ms);
  if (!options.ok()) return options.status();
  const KafkaQueue queue(rd_kafka_queue_new(client_));
  rd_kafka_NewTopic_t* topics[] = {topic->get()};
  rd_kafka_CreateTopics(client_, topics, 1, options->get(), queue.get());
  const absl::StatusOr<KafkaEvent> answer = AwaitAnswer(client_, queue.get(), timeout_ms, what);
  if (!answer.ok()) return answer.status();
  return CreationResult(client_, answer->get(), what);
}

}  // namespace rollcall::topic
