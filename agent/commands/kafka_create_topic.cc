// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/kafka_create_topic.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "agent/commands/command.h"
#include "base/deadline.h"
#include "topic/topic_check.h"

namespace rollcall::agent {
namespace {

std::string SettingsText(const topic::TopicDescription& topic) {
  const std::string policy = topic.cleanup_policy.value_or("unknown (the broker does not report it)");
  const std::string in_sync =
      topic.min_insync_replicas.has_value() ? absl::StrCat(*topic.min_insync_replicas) : "unknown";
  return absl::StrCat("1 partition, replication factor ", topic.replication_factor, ", cleanup.policy=", policy,
                      ", min.insync.replicas=", in_sync);
}

// Waits until the topic can be described, because a broker may not know yet what the controller has just created.
absl::StatusOr<topic::TopicDescription> DescribeCreated(const topic::KafkaAdmin& admin, const std::string& topic,
                                                        const Deadline& deadline) {
  while (true) {
    absl::StatusOr<topic::TopicDescription> description = admin.DescribeTopic(topic, deadline.Left());
    if (!absl::IsNotFound(description.status()) || deadline.Passed()) return description;
    absl::SleepFor(absl::Milliseconds(20));
  }
}

absl::StatusOr<TopicReport> CheckAndReport(const absl::StatusOr<topic::TopicDescription>& description,
                                           const char* what_happened) {
  if (!description.ok()) return description.status();
  if (absl::Status status = topic::CheckTopic(*description); !status.ok()) return status;
  return TopicReport{
      .line = absl::StrCat(what_happened, " topic ", description->name, ": ", SettingsText(*description)),
      .comparison = {}};
}

absl::StatusOr<TopicReport> CompareAndReport(const absl::StatusOr<topic::TopicDescription>& description,
                                             const TopicRequest& request) {
  absl::StatusOr<TopicReport> report = CheckAndReport(description, "found");
  if (report.ok()) report->comparison = CompareTopic(request, *description);
  return report;
}

absl::Status Create(const topic::KafkaAdmin& admin, const std::string& topic, const topic::NewTopicSettings& settings,
                    const Deadline& deadline, WriteProgress& progress) {
  progress.Begin(absl::StrCat("the creation of topic ", topic));
  absl::Status created = admin.CreateTopic(topic, settings, deadline.Left());
  if (created.ok()) progress.Written(absl::StrCat("topic ", topic));
  if (absl::IsAlreadyExists(created)) progress.NotWritten();
  return created;
}

}  // namespace

absl::StatusOr<TopicReport> CreateOrCheckTopic(const topic::KafkaOptions& options, const std::string& topic,
                                               const TopicRequest& request, const Deadline& deadline,
                                               WriteProgress& progress) {
  const topic::NewTopicSettings settings = ToNewTopicSettings(request);
  if (absl::Status status = topic::NewTopicConfig(settings).status(); !status.ok()) return status;
  absl::StatusOr<topic::KafkaConf> conf = topic::ProducerConf(options, kProgram, topic::Idempotence::kOff);
  if (!conf.ok()) return conf.status();
  const absl::StatusOr<topic::KafkaClient> client = topic::NewKafkaClient(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!client.ok()) return client.status();
  const topic::KafkaAdmin admin(client->get());
  const absl::StatusOr<topic::TopicDescription> before = admin.DescribeTopic(topic, deadline.Left());
  if (!absl::IsNotFound(before.status())) return CompareAndReport(before, request);
  absl::Status created = Create(admin, topic, settings, deadline, progress);
  if (absl::IsAlreadyExists(created)) return CompareAndReport(DescribeCreated(admin, topic, deadline), request);
  if (!created.ok()) return created;
  return CheckAndReport(DescribeCreated(admin, topic, deadline), "created");
}

}  // namespace rollcall::agent
