// SPDX-License-Identifier: Apache-2.0
#include "server/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

#include "base/duration_option.h"
#include "base/listen_address.h"
#include "base/log_format_option.h"
#include "base/option_values.h"
#include "base/secret_arguments.h"
#include "server/state/server_identity.h"
#include "topic/topic_check.h"
#include "topic/topic_name.h"

namespace rollcall {

namespace {

constexpr int kMaxDefaultThreads = 8;

void DefineLimits(CLI::App& app, rpc::RpcLimits& limits) {
  constexpr int kMost = 1'000'000;
  app.add_option("--max-connections", limits.max_connections, "How many connections are open at the same time")
      ->check(WholeNumber(1, kMost))
      ->capture_default_str();
  app.add_option("--max-connections-per-peer", limits.max_connections_per_peer,
                 "How many of them come from one IP address, or through a Unix socket")
      ->check(WholeNumber(1, kMost))
      ->capture_default_str();
  app.add_option("--max-calls-per-peer", limits.max_calls_per_peer,
                 "How many calls from one IP address run at the same time, watches among them")
      ->check(WholeNumber(1, kMost))
      ->capture_default_str();
  app.add_option("--max-calls-per-connection", limits.session.max_streams,
                 "How many calls run at the same time on one connection")
      ->check(WholeNumber(1, kMost))
      ->capture_default_str();
  app.add_option("--max-unsent-bytes", limits.max_unsent_bytes,
                 "How many bytes are held for callers that do not read their answers, or have not sent all of their "
                 "request; above it, calls that hold them longest end")
      ->check(WholeNumber(int64_t{1} << 20, int64_t{1} << 40))
      ->capture_default_str();
}

void DefineSeriesLimits(CLI::App& app, http::SeriesLimits& limits) {
  constexpr int kMost = 1'000'000;
  app.add_option("--metrics-max-nodes", limits.max_nodes,
                 "How many nodes have metrics of their own, those with the lowest ids; sums count all nodes")
      ->check(WholeNumber(0, kMost))
      ->capture_default_str();
  app.add_option("--metrics-max-coprocessors", limits.max_coprocessors,
                 "How many coprocessors have metrics of their own, by name")
      ->check(WholeNumber(0, kMost))
      ->capture_default_str();
}

}  // namespace

int DefaultThreads() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxDefaultThreads);
}

void DefineOptions(CLI::App& app, ServerOptions& options) {
  options.topic = topic::kDefaultTopicName;
  TakesCommaList(app.add_option("--brokers", options.brokers, "Kafka brokers to connect to first"))
      ->type_name("HOST:PORT,...");
  app.add_option("--topic", options.topic, "The status topic: one partition, cleanup.policy=compact")
      ->capture_default_str();
  app.add_option("--listen", options.listen,
                 "Address to serve on; port 0 takes a free port; unix:PATH is a Unix socket")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  DefineSecurityOptions(app, options.security);
  DefineHttpOptions(app, options.http);
  DefineSeriesLimits(app, options.series_limits);
  app.add_option(
         "--server-id", options.server_id,
         "The name of this server in its answers, so that one can tell which replica gave them; without this option "
         "the host's name and the port")
      ->check(VisibleText(state::kMaxServerIdBytes))
      ->type_name("TEXT");
  app.add_flag(
      "--embedded-broker", options.embedded_broker,
      "Start a broker in this process to try Rollcall out; it stores nothing, and keeps only the newest few MiB of "
      "records: older ones are lost, live ones too");
  app.add_option("-X,--kafka-property", options.properties,
                 "A librdkafka property, such as security.protocol=ssl; KEY=@FILE reads the value from a file")
      ->check(IsKeyValue())
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_option("--max-watchers", options.watch_limits.max_watchers,
                 "How many watches are served at the same time; more are refused")
      ->check(WholeNumber(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Threads that serve calls, each with its share of the connections")
      ->check(WholeNumber(1, 64))
      ->capture_default_str();
  DefineLimits(app, options.rpc_limits);
  AddDuration(
      app, "--drain", options.drain, absl::ZeroDuration(), absl::Minutes(10),
      "How long SIGTERM takes to end this server while it has watches. In the first half, it is NOT_SERVING and "
      "still answers, so that load balancers notice; in the second half, its watches end one by one and go on "
      "elsewhere. 0s ends all at once");
  app.add_option("--log-level", options.log_level, "The lowest level that is logged to stderr")
      ->check(OneOf({"debug", "info", "warning", "error"}))
      ->capture_default_str();
  AddLogFormat(app, options.log_format);
}

LogLevel ToLogLevel(const std::string& name) {
  if (name == "debug") return LogLevel::kDebug;
  if (name == "warning") return LogLevel::kWarning;
  return name == "error" ? LogLevel::kError : LogLevel::kInfo;
}

absl::Status CheckOptions(const ServerOptions& options) {
  if (options.embedded_broker && !options.brokers.empty()) {
    return absl::InvalidArgumentError("--embedded-broker and --brokers exclude each other; leave one out");
  }
  if (!options.embedded_broker && options.brokers.empty()) {
    return absl::InvalidArgumentError(
        "no brokers; name them with --brokers HOST:PORT,... (or ROLLCALL_BROKERS), or try Rollcall out with "
        "--embedded-broker");
  }
  if (absl::Status status = topic::CheckTopicName(options.topic); !status.ok()) return status;
  if (absl::Status status = CheckHttpOptions(options.http); !status.ok()) return status;
  if (absl::Status status = CheckListenAddress(options.listen); !status.ok()) return status;
  return CheckSecurityOptions(options.security, options.listen);
}

}  // namespace rollcall
