// SPDX-License-Identifier: Apache-2.0
#include "server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>

#include <chrono>
#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/listen_address.h"

namespace rollcall {
namespace {

constexpr std::chrono::seconds kDrainFor(2);
// A peer that vanished without a word is found within 30 s.
constexpr int kKeepaliveTimeMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kMinPingIntervalMs = 5'000;

void SetChannelArguments(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // two servers on one port would share its callers
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingIntervalMs);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);  // only reflection is served that way
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

}  // namespace

absl::Status Server::Listen(const ServerConfig& config) {
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetChannelArguments(builder);
  int port = 0;
  builder.AddListeningPort(config.listen, grpc::InsecureServerCredentials(), &port);
  api_.RegisterWith(builder);
  grpc_ = builder.BuildAndStart();
  if (grpc_ == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", config.listen, ": ", WhyNotListen(config.listen),
                                               "; choose another address with --listen, or end what uses this one"));
  }
  address_ = WithPort(config.listen, port);
  api_.Start();
  return absl::OkStatus();
}

absl::Status Server::ServeMetrics(const ServerConfig& config) {
  if (config.metrics_listen.empty()) return absl::OkStatus();
  auto server = http::MetricsServer::Start(
      config.metrics_listen, std::make_shared<http::Metrics>(store_, feed_counters_, api_.watch_counters()));
  if (server.ok()) metrics_ = *std::move(server);
  return server.status();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerConfig& config) {
  std::unique_ptr<Server> server(new Server(config));
  auto clients = std::async(std::launch::async, [&config] { return feed::MakeKafkaClients(config.kafka); });
  if (absl::Status status = server->Listen(config); !status.ok()) return status;
  if (absl::Status status = server->ServeMetrics(config); !status.ok()) return status;
  absl::StatusOr<feed::KafkaClients> made = clients.get();
  if (!made.ok()) return made.status();
  server->feed_ =
      std::make_unique<feed::KafkaFeed>(*std::move(made), config.topic, server->store_, server->feed_counters_);
  return server;
}

Server::~Server() {
  feed_.reset();  // nothing changes from here on, and nobody listens to the store any more
  if (grpc_ == nullptr) return;
  api_.EndCalls();
  grpc_->Shutdown(std::chrono::system_clock::now() + kDrainFor);
  api_.Join();
  metrics_.reset();  // which may wait for somebody connected who says nothing, while the callers were to be told
}

}  // namespace rollcall
