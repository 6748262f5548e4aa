// SPDX-License-Identifier: Apache-2.0
// Wires feed, store and API together: one running server.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/api/api.h"
#include "server/feed/kafka_feed.h"
#include "server/http/metrics_server.h"
#include "server/state/store.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall {

struct ServerConfig {
  topic::KafkaOptions kafka;
  std::string topic;
  std::string listen;          // HOST:PORT or unix:PATH
  std::string metrics_listen;  // HOST:PORT; empty: no metrics are served
  api::WatchLimits limits;
};

class Server {
 public:
  // Listens and begins to read the topic. UNAVAILABLE: the address cannot be listened on. INVALID_ARGUMENT: the
  // properties do not fit together.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerConfig& config);
  // Tells callers, waits at most kDrainFor for them, ends every thread.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // As a client names it: with the port that was taken.
  const std::string& address() const { return address_; }
  // Of the metrics; empty where none are served.
  std::string metrics_address() const { return metrics_ == nullptr ? "" : metrics_->address(); }

 private:
  explicit Server(const ServerConfig& config) : api_(store_, {config.limits}) {}
  absl::Status Listen(const ServerConfig& config);
  absl::Status ServeMetrics(const ServerConfig& config);

  state::Store store_;
  feed::FeedCounters feed_counters_;
  api::Api api_;
  std::unique_ptr<grpc::Server> grpc_;
  std::unique_ptr<http::MetricsServer> metrics_;
  std::unique_ptr<feed::KafkaFeed> feed_;
  std::string address_;
};

}  // namespace rollcall
