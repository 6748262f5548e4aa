// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/retire.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "agent/commands/kafka_writer.h"
#include "base/deadline.h"

namespace rollcall::agent {
namespace {

const char* NameOf(KeyFormat format) { return format == KeyFormat::kBinary ? "binary" : "decimal"; }

}  // namespace

ExitCode RunRetire(int32_t node_id, absl::Duration timeout, SingleWriter& writer, CommandContext& context) {
  const RetireResult result = writer.Retire(node_id, Deadline(timeout));
  for (const Tombstone& tombstone : result.tombstones) {
    context.out << "retired node " << node_id << " under its " << NameOf(tombstone.format) << " key at offset "
                << tombstone.offset << "\n";
  }
  for (const KeptKey& kept : result.kept) {
    context.err << kProgram << ": the " << NameOf(kept.format) << " key of node " << node_id << " (\""
                << absl::CEscape(kept.key) << "\") was left alone: node " << kept.other_node_id << " uses it\n";
  }
  return result.status.ok() ? kExitYes : ReportError(result.status, context);
}

Command AddRetireCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("retire", "Remove a node: write a tombstone under each key of the node");
  auto node_id = std::make_shared<int32_t>();
  app->add_option("--node-id", *node_id, "The node")->type_name("N")->required();
  return {app, [node_id, &flags](CommandContext& context) {
            return WithKafkaWriter(flags, context, [&](SingleWriter& writer) {
              return RunRetire(*node_id, flags.timeout, writer, context);
            });
          }};
}

}  // namespace rollcall::agent
