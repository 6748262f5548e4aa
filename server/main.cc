// SPDX-License-Identifier: Apache-2.0
// rollcalld: serves the coprocessors of a cluster from its status topic.
#include <google/protobuf/stubs/logging.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/secret_arguments.h"
#include "base/setting_values.h"
#include "base/settings.h"
#include "server/library_versions.h"
#include "server/life_cycle.h"
#include "server/open_files_check.h"
#include "server/options.h"
#include "server/server.h"
#include "server/settings_reload.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_embedded_broker.h"
#include "topic/kafka/kafka_shutdown.h"

namespace rollcall {
namespace {

// The threads end within milliseconds, unless they wait for a broker or make an answer of HTTP. Nothing is lost if
// they do not end.
constexpr absl::Duration kThreadsEndWithin = absl::Seconds(1);

// The libraries log for their developers; protobuf even logs malformed bytes that a client has sent. They are logged at
// level debug here, because what matters to an operator is logged where it is handled.
void RouteLibraryLogs() {
  google::protobuf::SetLogHandler([](google::protobuf::LogLevel, const char* file, int line, const std::string& text) {
    Log(LogLevel::kDebug, "protobuf", {{"text", text}, {"file", file}, {"line", line}});
  });
}

// Once the log is set up, as JSON if that was asked for: whoever reads the log reads why the program ended, too.
int Fail(const absl::Status& status, LogFormat format) {
  if (format == LogFormat::kJson) {
    Log(LogLevel::kError, std::string(status.message()));
  } else {
    std::cerr << "rollcalld: " << status.message() << "\n";
  }
  return absl::IsInvalidArgument(status) ? kExitUsage : kExitNo;
}

// `settings`: for when they are read again.
int Serve(SettingsReload& settings) {
  const ServerOptions& options = settings.options();
  const sigset_t signals = BlockSignals();
  SetUpLog(ToLogLevel(options.log_level), options.log_format);
  const auto fail = [&options](const absl::Status& status) { return Fail(status, options.log_format); };
  if (const absl::Status status = CheckOptions(options); !status.ok()) return fail(status);
  RouteLibraryLogs();
  std::unique_ptr<topic::EmbeddedBroker> broker;
  std::string brokers = options.brokers;
  if (options.embedded_broker) {
    absl::StatusOr<std::unique_ptr<topic::EmbeddedBroker>> started = topic::EmbeddedBroker::Start(options.topic);
    if (!started.ok()) return fail(started.status());
    broker = *std::move(started);
    brokers = broker->BrokerAddress();
    std::cout << "broker on " << brokers << std::endl;
  }
  const absl::StatusOr<topic::KafkaOptions> kafka = topic::ParseKafkaOptions(brokers, options.properties);
  if (!kafka.ok()) return fail(kafka.status());
  RaiseOpenFilesFor(options.rpc_limits.max_connections);
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start({.kafka = *kafka,
                                                                  .topic = options.topic,
                                                                  .listen = options.listen,
                                                                  .http = options.http,
                                                                  .series_limits = options.series_limits,
                                                                  .server_id = options.server_id,
                                                                  .watch_limits = options.watch_limits,
                                                                  .security = options.security,
                                                                  .threads = options.threads,
                                                                  .rpc_limits = options.rpc_limits});
  if (!server.ok()) return fail(server.status());
  if (!options.http.listen.empty()) std::cout << "http on " << (*server)->http_address() << std::endl;
  std::cout << "serving on " << (*server)->address() << std::endl;
  LifeCycle(signals, **server, settings).Run();
  if (!(*server)->Stop(kThreadsEndWithin)) {
    Log(LogLevel::kInfo, "ending without waiting longer for a broker or for an answer of HTTP");
    std::quick_exit(kExitYes);
  }
  return kExitYes;
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
  rollcall::DieOfBugOnTerminate();
  rollcall::ServerOptions options;
  CLI::App app(rollcall::kDescription, rollcall::kServerProgram);
  rollcall::DefineOptions(app, options);
  rollcall::LoadedSettings loaded;
  const rollcall::SettingsRules rules = {.libraries = rollcall::LibraryVersions()};
  if (const auto exit_code = rollcall::ParseSettings(app, argc, argv, rules, loaded)) return *exit_code;
  std::vector<std::string> arguments(argv, argv + argc);
  rollcall::HideSecretArguments(argc, argv, options.properties);
  rollcall::SettingsReload settings(std::move(arguments), options, rollcall::ValuesOf(app, loaded));
  const int exit_code = rollcall::Serve(settings);
  if (rollcall::topic::HasLeakedKafkaClients()) std::quick_exit(exit_code);
  return exit_code;
}
