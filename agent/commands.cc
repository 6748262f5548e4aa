// SPDX-License-Identifier: Apache-2.0
#include "agent/commands.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "agent/input_file.h"
#include "agent/kafka_create_topic.h"
#include "agent/kafka_producer.h"
#include "agent/kafka_topic_reader.h"
#include "agent/node_value.h"
#include "base/check.h"
#include "base/deadline.h"
#include "base/exit_code.h"

namespace rollcall::agent {
namespace {

constexpr char kProgram[] = "rollcall-agent";

// Returns `exit_code`.
int PrintError(const Streams& streams, const absl::Status& status, int exit_code = kExitNo) {
  streams.err << kProgram << ": " << std::string(status.message()) << "\n";
  return exit_code;
}

const char* NameOf(KeyEncoding encoding) { return encoding == KeyEncoding::kBinary ? "binary" : "decimal"; }

int RunCreateTopic(const AgentOptions& options, const Streams& streams) {
  const absl::StatusOr<std::string> line =
      CreateOrCheckTopic(options.kafka, options.topic, options.new_topic, Deadline(options.timeout));
  if (!line.ok()) return PrintError(streams, line.status());
  streams.out << *line << "\n";
  return kExitYes;
}

}  // namespace

int RunPublish(const AgentOptions& options, Publisher& publisher, const Streams& streams) {
  const absl::StatusOr<std::string> json = ReadInput(options.input_path, streams.in);
  if (!json.ok()) return PrintError(streams, json.status(), absl::IsNotFound(json.status()) ? kExitUsage : kExitNo);
  const absl::StatusOr<NodeValue> value = PrepareValue(*json, options.node_id);
  if (!value.ok()) return PrintError(streams, value.status());
  const absl::StatusOr<int64_t> offset = publisher.Publish(*value, options.key_encoding, Deadline(options.timeout));
  if (!offset.ok()) return PrintError(streams, offset.status());
  streams.out << "published node " << value->node_id << " at offset " << *offset << "\n";
  return kExitYes;
}

int RunRetire(const AgentOptions& options, Publisher& publisher, const Streams& streams) {
  CHECK(options.node_id.has_value());  // the command line requires it
  const RetireResult result = publisher.Retire(*options.node_id, Deadline(options.timeout));
  for (const Tombstone& tombstone : result.tombstones) {
    streams.out << "retired node " << *options.node_id << " under its " << NameOf(tombstone.encoding)
                << " key at offset " << tombstone.offset << "\n";
  }
  for (const KeptKey& kept : result.kept) {
    streams.err << kProgram << ": the " << NameOf(kept.encoding) << " key of node " << *options.node_id << " (\""
                << absl::CEscape(kept.key) << "\") was left alone: node " << kept.other_node_id << " uses it\n";
  }
  return result.status.ok() ? kExitYes : PrintError(streams, result.status);
}

int RunCommand(Command command, const AgentOptions& options, const Streams& streams) {
  if (command == Command::kCreateTopic) return RunCreateTopic(options, streams);
  const absl::StatusOr<std::unique_ptr<KafkaProducer>> producer =
      KafkaProducer::Create(options.kafka, options.topic, kProgram);
  if (!producer.ok()) return PrintError(streams, producer.status(), kExitUsage);
  KafkaTopicReader reader(options.kafka, options.topic, kProgram);
  Publisher publisher(**producer, reader);
  return command == Command::kPublish ? RunPublish(options, publisher, streams)
                                      : RunRetire(options, publisher, streams);
}

}  // namespace rollcall::agent
