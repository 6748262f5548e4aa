// SPDX-License-Identifier: Apache-2.0
// rollcalld: serves the coprocessors of a cluster from its status topic.
#include <google/protobuf/stubs/logging.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/open_files.h"
#include "base/secret_arguments.h"
#include "base/settings.h"
#include "server/options.h"
#include "server/server.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_embedded_broker.h"
#include "topic/kafka/kafka_shutdown.h"

namespace rollcall {
namespace {

// The threads end within milliseconds, unless they wait for a broker or make an answer of HTTP. Nothing is lost if
// they do not end.
constexpr absl::Duration kThreadsEndWithin = absl::Seconds(1);

constexpr absl::Duration kLookAtFilesEvery = absl::Seconds(2);

constexpr char kDescription[] =
    "Reads the status topic of a cluster and serves which coprocessors run on which nodes, now and as it changes "
    "(gRPC, "
    "rollcall.v1.CoprocessorStatusService).";

LogLevel ToLogLevel(const std::string& name) {
  if (name == "debug") return LogLevel::kDebug;
  if (name == "warning") return LogLevel::kWarning;
  return name == "error" ? LogLevel::kError : LogLevel::kInfo;
}

// The libraries log for their developers; protobuf even logs malformed bytes that a client has sent. They are logged at
// level debug here, because what matters to an operator is logged where it is handled.
void RouteLibraryLogs() {
  google::protobuf::SetLogHandler([](google::protobuf::LogLevel, const char* file, int line, const std::string& text) {
    Log(LogLevel::kDebug, "protobuf", {{"text", text}, {"file", file}, {"line", line}});
  });
}

int Fail(const absl::Status& status) {
  std::cerr << "rollcalld: " << status.message() << "\n";
  return absl::IsInvalidArgument(status) ? kExitUsage : kExitNo;
}

// Returns the signals that end this program, and SIGHUP, blocked in all threads, so that sigtimedwait gets them.
sigset_t BlockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before the first thread starts, because threads inherit the mask
  return signals;
}

// For a connection each, and what the server needs besides: Kafka, metrics, the files of TLS.
void RaiseOpenFiles(size_t max_connections) {
  constexpr size_t kReserve = 200;
  const size_t limit = RaiseOpenFilesLimit();
  if (limit >= max_connections + kReserve) return;
  Log(LogLevel::kWarning,
      "fewer files can be open than --max-connections needs; raise the hard limit (LimitNOFILE of systemd, ulimit -Hn) "
      "or lower --max-connections",
      {{"limit", limit}, {"needed", max_connections + kReserve}});
}

// Keeps the server's files up to date until a signal ends the program, and returns that.
int WaitForEnd(const sigset_t& signals, Server& server) {
  while (true) {
    const timespec interval = absl::ToTimespec(kLookAtFilesEvery);
    const int signal = sigtimedwait(&signals, nullptr, &interval);
    if (signal == SIGHUP) {
      server.ReloadFiles();
    } else if (signal > 0) {
      return signal;
    } else {
      server.ReloadChangedFiles();
    }
  }
}

int Serve(const ServerOptions& options) {
  if (const absl::Status status = CheckOptions(options); !status.ok()) return Fail(status);
  const sigset_t signals = BlockSignals();
  SetUpLog(ToLogLevel(options.log_level));
  RouteLibraryLogs();
  std::unique_ptr<topic::EmbeddedBroker> broker;
  std::string brokers = options.brokers;
  if (options.embedded_broker) {
    absl::StatusOr<std::unique_ptr<topic::EmbeddedBroker>> started = topic::EmbeddedBroker::Start(options.topic);
    if (!started.ok()) return Fail(started.status());
    broker = *std::move(started);
    brokers = broker->BrokerAddress();
    std::cout << "broker on " << brokers << std::endl;
  }
  const absl::StatusOr<topic::KafkaOptions> kafka = topic::ParseKafkaOptions(brokers, options.properties);
  if (!kafka.ok()) return Fail(kafka.status());
  RaiseOpenFiles(options.rpc_limits.max_connections);
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start({.kafka = *kafka,
                                                                  .topic = options.topic,
                                                                  .listen = options.listen,
                                                                  .http = options.http,
                                                                  .server_id = options.server_id,
                                                                  .watch_limits = options.watch_limits,
                                                                  .security = options.security,
                                                                  .threads = options.threads,
                                                                  .rpc_limits = options.rpc_limits});
  if (!server.ok()) return Fail(server.status());
  if (!options.http.listen.empty()) std::cout << "http on " << (*server)->http_address() << std::endl;
  std::cout << "serving on " << (*server)->address() << std::endl;
  const int signal = WaitForEnd(signals, **server);
  Log(LogLevel::kInfo, "stopping", {{"signal", strsignal(signal)}});
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
  CLI::App app(rollcall::kDescription, "rollcalld");
  rollcall::DefineOptions(app, options);
  if (const auto exit_code = rollcall::ParseSettings(app, argc, argv)) return *exit_code;
  rollcall::HideSecretArguments(argc, argv, options.properties);
  const int exit_code = rollcall::Serve(options);
  if (rollcall::topic::HasLeakedKafkaClients()) std::quick_exit(exit_code);
  return exit_code;
}
