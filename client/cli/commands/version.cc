// SPDX-License-Identifier: Apache-2.0
// `rollcall version`: what this program was built from.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/build_info.h"
#include "base/protobuf_version.h"
#include "client/cli/commands/program_commands.h"
#include "client/cli/commands/program_definition.h"
#include "client/cli/commands/report.h"
#include "rollcall/client/connector.h"

namespace rollcall::cli {
namespace {

std::string VersionText() {
  const BuildInfo info = GetBuildInfo();
  return absl::StrCat("rollcall ", info.version, "\n  revision  ", info.revision, "\n  compiler  ", info.compiler,
                      "\n  build     ", info.build_type, "\n  API       rollcall.v1\n  gRPC      ",
                      client::GrpcVersion(), "\n  protobuf  ", ProtobufVersion(), "\n");
}

std::string VersionJson() {
  const BuildInfo info = GetBuildInfo();
  const nlohmann::ordered_json json = {{"version", info.version},      {"revision", info.revision},
                                       {"compiler", info.compiler},    {"build_type", info.build_type},
                                       {"api", "rollcall.v1"},         {"grpc", client::GrpcVersion()},
                                       {"protobuf", ProtobufVersion()}};
  return json.dump(2) + "\n";
}

}  // namespace

Command AddVersionCommand(Program& program) {
  CLI::App* app = program.app.add_subcommand("version", "Show the version, and what the program was built with");
  auto format = std::make_shared<std::string>("text");
  AddChoice(*app, "-o,--output", *format, {"text", "json"}, "Output format");
  return {.app = app,
          .run =
              [format](CommandContext& context) {
                return ReportWritten(context.out.Write(*format == "json" ? VersionJson() : VersionText()), context);
              },
          .examples = {{"rollcall version -o json", "for a bug report, or for a script"}}};
}

}  // namespace rollcall::cli
