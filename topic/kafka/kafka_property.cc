// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_property.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/secret_file.h"

namespace rollcall::topic {
namespace {

struct Refusal {
  std::string_view name;
  const char* reason;
};

constexpr char kUseBrokers[] = "use --brokers";
constexpr char kReading[] = "Rollcall shows only committed records, and must know where the topic ends";
constexpr char kLeader[] = "as_of_time is about the leader's log, which a follower's log may lag behind";
constexpr char kVersions[] = "brokers report what they support, and old protocols have no committed records";
constexpr char kNoGroup[] = "Rollcall reads the whole topic without a group, and commits no offsets";
constexpr char kAcks[] = "a status counts as published only with the offset that all in-sync replicas acknowledged";
constexpr char kCreation[] = "a topic created by accident has the wrong policy; use rollcall-agent create-topic";
constexpr char kCallbacks[] = "Rollcall needs these events and log lines itself";

// Includes the old names under which librdkafka accepts the same properties. Callbacks and pointers need no entry,
// because librdkafka does not accept them as text.
constexpr std::array kRefused = std::to_array<Refusal>({
    {"bootstrap.servers", kUseBrokers},
    {"metadata.broker.list", kUseBrokers},
    {"test.mock.num.brokers", "use rollcalld --embedded-broker"},
    {"isolation.level", kReading},
    {"enable.partition.eof", kReading},
    {"auto.offset.reset", kReading},
    {"check.crcs", kReading},
    {"client.rack", kLeader},
    {"api.version.request", kVersions},
    {"api.version.fallback.ms", kVersions},
    {"broker.version.fallback", kVersions},
    {"group.id", kNoGroup},
    {"group.instance.id", kNoGroup},
    {"enable.auto.commit", kNoGroup},
    {"auto.commit.enable", kNoGroup},
    {"enable.auto.offset.store", kNoGroup},
    {"offset.store.method", kNoGroup},
    {"allow.auto.create.topics", kCreation},
    {"acks", kAcks},
    {"request.required.acks", kAcks},
    {"enable.idempotence", kAcks},
    {"delivery.report.only.error", kAcks},
    {"max.in.flight", kAcks},
    {"max.in.flight.requests.per.connection", kAcks},
    {"transactional.id", "statuses are published outside transactions"},
    {"enabled_events", kCallbacks},
    {"log.queue", kCallbacks},
});

absl::Status CheckNotRefused(const std::string& name) {
  const auto* refused =
      std::find_if(kRefused.begin(), kRefused.end(), [&](const Refusal& r) { return r.name == name; });
  if (refused == kRefused.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("-X ", name, " cannot be set: ", refused->reason));
}

absl::StatusOr<std::string> ReadValueFile(const std::string& name, const std::string& path) {
  absl::StatusOr<std::string> content = ReadSecretFile(path);
  if (content.ok()) return content;
  return absl::InvalidArgumentError(
      absl::StrCat("-X ", name, "=@", path, ": the file cannot be read: ", content.status().message()));
}

// Removes the value from librdkafka's text, which quotes the value or the part of it that is wrong.
std::string WithoutValue(const std::string& text, const std::string& name, const std::string& value) {
  constexpr size_t kMinSecretSize = 4;  // shorter values also occur in the words and numbers that say what is allowed
  const std::string hidden = value.size() < kMinSecretSize ? text : absl::StrReplaceAll(text, {{value, "(not shown)"}});
  std::vector<std::string> parts = absl::StrSplit(hidden, '"');
  for (size_t quoted = 1; quoted < parts.size(); quoted += 2) {
    if (parts[quoted] != name) parts[quoted] = "(not shown)";
  }
  return absl::StrJoin(parts, "\"");
}

}  // namespace

absl::StatusOr<KafkaProperty> ParseKafkaProperty(const std::string& flag) {
  std::pair<std::string, std::string> property = absl::StrSplit(flag, absl::MaxSplits('=', 1));
  const auto& [name, value] = property;
  if (!absl::StrContains(flag, '=') || name.empty()) {
    return absl::InvalidArgumentError("-X: expected KEY=VALUE (a librdkafka property)");
  }
  if (absl::Status status = CheckNotRefused(name); !status.ok()) return status;
  if (!absl::StartsWith(value, "@")) return property;
  absl::StatusOr<std::string> content = ReadValueFile(name, value.substr(1));
  if (!content.ok()) return content.status();
  return std::make_pair(name, *std::move(content));
}

absl::Status SetProperty(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::string error(value.size() + 512, '\0');  // has room for the value, so that WithoutValue finds all of it
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error.data(), error.size()) == RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("-X ", name, ": ", WithoutValue(error.c_str(), name, value)));
}

absl::Status SetUserProperty(rd_kafka_conf_t* conf, const KafkaProperty& property) {
  const auto& [name, value] = property;
  if (absl::Status status = CheckNotRefused(name); !status.ok()) return status;
  return SetProperty(conf, name, value);
}

std::string PropertyOf(const rd_kafka_t* client, const char* name) {
  const rd_kafka_conf_t* conf = rd_kafka_conf(const_cast<rd_kafka_t*>(client));  // is not changed
  size_t size = 0;
  if (rd_kafka_conf_get(conf, name, nullptr, &size) != RD_KAFKA_CONF_OK) return "";
  std::string value(size, '\0');
  if (rd_kafka_conf_get(conf, name, value.data(), &size) != RD_KAFKA_CONF_OK) return "";
  return value.c_str();  // without the terminating zero, which `size` counts
}

}  // namespace rollcall::topic
