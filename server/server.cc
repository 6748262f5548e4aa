// SPDX-License-Identifier: Apache-2.0
#include "server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>

#include <future>
#include <utility>

#include "base/check.h"

namespace rollcall {

Server::Server(std::unique_ptr<State> state, std::unique_ptr<api::Api> api,
               std::unique_ptr<http::MetricsServer> metrics, std::unique_ptr<feed::KafkaFeed> feed)
    : state_(std::move(state)), api_(std::move(api)), metrics_(std::move(metrics)), feed_(std::move(feed)) {
  CHECK(state_ != nullptr && api_ != nullptr && feed_ != nullptr);
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerConfig& config) {
  auto clients = std::async(std::launch::async, [&config] { return feed::MakeKafkaClients(config.kafka); });
  auto state = std::make_unique<State>();
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();  // for every gRPC server that is built after this
  auto api = api::Api::Start(state->store, config.listen, {.limits = config.watch_limits});
  if (!api.ok()) return api.status();
  std::unique_ptr<http::MetricsServer> metrics;
  if (!config.metrics_listen.empty()) {
    auto started = http::MetricsServer::Start(
        config.metrics_listen,
        std::make_shared<http::Metrics>(state->store, state->feed_counters, (*api)->watch_counters()));
    if (!started.ok()) return started.status();
    metrics = *std::move(started);
  }
  absl::StatusOr<feed::KafkaClients> kafka = clients.get();
  if (!kafka.ok()) return kafka.status();
  auto feed = std::make_unique<feed::KafkaFeed>(*std::move(kafka), config.topic, state->store, state->feed_counters);
  return std::unique_ptr<Server>(new Server(std::move(state), *std::move(api), std::move(metrics), std::move(feed)));
}

Server::~Server() {
  feed_.reset();  // the store does not change after this
  // Before the end of the metrics server, which may take seconds: the callers are to learn at once that this server
  // stops.
  api_->Shutdown();
  metrics_.reset();
}

}  // namespace rollcall
