// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publish.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/commands/input_file.h"
#include "agent/commands/kafka_writer.h"
#include "agent/publisher/node_value.h"
#include "base/deadline.h"

namespace rollcall::agent {

ExitCode RunPublish(const PublishOptions& options, absl::Duration timeout, SingleWriter& writer,
                    CommandContext& context) {
  const absl::StatusOr<std::string> json = ReadInput(options.path, context.in);
  if (!json.ok()) return ReportError(json.status(), context, absl::IsNotFound(json.status()) ? kExitUsage : kExitNo);
  const absl::StatusOr<NodeValue> value = PrepareValue(*json, options.node_id);
  if (!value.ok()) return ReportError(value.status(), context);
  const absl::StatusOr<int64_t> offset = writer.Publish(*value, options.key_format, Deadline(timeout));
  if (!offset.ok()) return ReportError(offset.status(), context);
  context.out << "published node " << value->node_id << " at offset " << *offset << "\n";
  return kExitYes;
}

Command AddPublishCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("publish", "Publish a node's status, and print the acknowledged offset");
  auto options = std::make_shared<PublishOptions>();
  app->add_option("--node-id", options->node_id, "The node; adds node_id if the status has none")->type_name("N");
  AddKeyFormat(*app, options->key_format);
  app->add_option("file", options->path, "The status as JSON; - reads it from standard input")
      ->type_name("FILE|-")
      ->required();
  return {app, [options, &flags](CommandContext& context) {
            return WithKafkaWriter(flags, context, [&](SingleWriter& writer) {
              return RunPublish(*options, flags.timeout, writer, context);
            });
          }};
}

}  // namespace rollcall::agent
