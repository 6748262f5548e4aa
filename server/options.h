// SPDX-License-Identifier: Apache-2.0
// The settings of rollcalld.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/cli11_types.h"
#include "base/log.h"
#include "server/http/metrics_nodes.h"
#include "server/http_options.h"
#include "server/rpc/rpc_limits.h"
#include "server/security_options.h"
#include "server/watch/watch_limits.h"

namespace rollcall {

inline constexpr char kServerProgram[] = "rollcalld";
inline constexpr char kDescription[] =
    "Reads the status topic of a cluster and serves which coprocessors run on which nodes, now and as it changes "
    "(gRPC, rollcall.v1.CoprocessorStatusService).";

// One for each core, at most 8.
int DefaultThreads();

struct ServerOptions {
  std::string brokers;
  std::string topic;
  std::string listen = "127.0.0.1:50051";
  HttpOptions http;
  http::SeriesLimits series_limits;  // of the metrics
  std::string server_id;             // empty: the host's name and the port
  bool embedded_broker = false;
  std::vector<std::string> properties;  // KEY=VALUE
  std::string log_level = "info";
  absl::Duration drain = absl::Seconds(10);  // from SIGTERM to the end of the last watch; 0: all end at once
  LogFormat log_format = LogFormat::kText;
  watch::WatchLimits watch_limits;
  SecurityOptions security;
  int threads = DefaultThreads();  // that serve calls
  rpc::RpcLimits rpc_limits;
};

// Defines the settings on `app`. They are stored in `options`, which must live as long as `app`.
void DefineOptions(CLI::App& app, ServerOptions& options);

// `name` is one that --log-level takes.
LogLevel ToLogLevel(const std::string& name);

// INVALID_ARGUMENT if the settings do not fit together.
absl::Status CheckOptions(const ServerOptions& options);

}  // namespace rollcall
