// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/topic_comparison.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/shell_word.h"
#include "topic/topic_commands.h"

namespace rollcall::agent {
namespace {

// Kafka gives a number or a truth value in its own form, whatever form it was set in.
bool IsSameValue(const std::string& a, const std::string& b) {
  int64_t int_a = 0;
  int64_t int_b = 0;
  if (absl::SimpleAtoi(a, &int_a) && absl::SimpleAtoi(b, &int_b)) return int_a == int_b;
  double double_a = 0;
  double double_b = 0;
  if (absl::SimpleAtod(a, &double_a) && absl::SimpleAtod(b, &double_b)) return double_a == double_b;
  return absl::EqualsIgnoreCase(a, b) &&
         (a == b || absl::EqualsIgnoreCase(a, "true") || absl::EqualsIgnoreCase(a, "false"));
}

std::string FoundText(const topic::TopicDescription& topic, const std::string& name) {
  if (const auto found = topic.settings.find(name); found != topic.settings.end()) return found->second;
  if (!topic.settings_unknown_reason.empty()) return absl::StrCat("unknown (", topic.settings_unknown_reason, ")");
  return "missing (the broker has no such setting)";
}

std::string ChangeText(const topic::TopicDescription& topic, const std::string& name, const std::string& value) {
  return absl::StrCat("; to change it: ", topic::SetTopicConfigCommand(topic.brokers, topic.name, name, value));
}

std::string ReplicasText(const topic::TopicDescription& topic) {
  const std::string brokers =
      topic.brokers.empty() ? "" : absl::StrCat(" --bootstrap-server ", ShellWord(topic.brokers));
  return absl::StrCat("; to change it: kafka-reassign-partitions", brokers,
                      " --execute --reassignment-json-file FILE, where FILE names the brokers for partition 0 of ",
                      topic.name);
}

void CompareReplicas(const TopicRequest& request, const topic::TopicDescription& topic, TopicComparison& comparison) {
  const int wanted = request.replication_factor.value_or(topic::kDefaultReplicationFactor);
  if (request.replication_factor.has_value() && topic.replication_factor != wanted) {
    comparison.differences.push_back(absl::StrCat("topic '", topic.name, "' exists: the replication factor ", wanted,
                                                  " was asked for, and it is ", topic.replication_factor,
                                                  ReplicasText(topic)));
  }
  if (!request.replication_factor.has_value() && topic.replication_factor < wanted) {
    comparison.notes.push_back(absl::StrCat("topic '", topic.name, "' has the replication factor ",
                                            topic.replication_factor, ", below the usual ", wanted,
                                            ReplicasText(topic)));
  }
}

bool IsWorse(const std::string& name, const std::string& found, const std::string& usual) {
  if (name == "message.timestamp.type") return found != usual;
  int64_t found_number = 0;
  int64_t usual_number = 0;
  const bool is_minimum = name == "min.insync.replicas" || name == "max.message.bytes";
  return is_minimum && absl::SimpleAtoi(found, &found_number) && absl::SimpleAtoi(usual, &usual_number) &&
         found_number < usual_number;
}

}  // namespace

topic::NewTopicSettings ToNewTopicSettings(const TopicRequest& request) {
  return {.replication_factor = request.replication_factor.value_or(topic::kDefaultReplicationFactor),
          .config = request.config};
}

TopicComparison CompareTopic(const TopicRequest& request, const topic::TopicDescription& topic) {
  TopicComparison comparison;
  CompareReplicas(request, topic, comparison);
  const std::map<std::string, std::string> asked = [&request] {
    std::map<std::string, std::string> settings;
    for (const auto& [name, value] : request.config) settings[name] = value;
    return settings;
  }();
  for (const auto& [name, value] : asked) {
    const std::string found = FoundText(topic, name);
    if (IsSameValue(found, value)) continue;
    comparison.differences.push_back(absl::StrCat("topic '", topic.name, "' exists: ", name, "=", value,
                                                  " was asked for, and it is ", found, ChangeText(topic, name, value)));
  }
  for (const auto& [name, usual] : topic::DefaultTopicConfig(topic.replication_factor)) {
    const auto found = topic.settings.find(name);
    if (asked.contains(name) || found == topic.settings.end() || !IsWorse(name, found->second, usual)) continue;
    comparison.notes.push_back(absl::StrCat("topic '", topic.name, "' has ", name, "=", found->second,
                                            ", and the usual is ", usual, ChangeText(topic, name, usual)));
  }
  return comparison;
}

}  // namespace rollcall::agent
