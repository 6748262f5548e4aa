// SPDX-License-Identifier: Apache-2.0
#include "server/api/api.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/instant.h"
#include "server/api/health_calls.h"
#include "server/api/list_call.h"
#include "base/listen_address.h"

namespace rollcall::api {
namespace {

constexpr std::chrono::seconds kDrainFor(2);
// Together they find within 30 s that a client is gone whose connection was never closed.
constexpr int kKeepaliveTimeMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kMinPingIntervalMs = 5'000;

void SetChannelArguments(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // two servers on one port would share its clients
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingIntervalMs);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);  // reflection is the only synchronous service
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

std::unique_ptr<grpc::Server> BuildServer(grpc::ServerBuilder& builder, Service& service, HealthServer& health) {
  builder.RegisterService(&service);
  builder.RegisterService(&health.service());
  return builder.BuildAndStart();
}

}  // namespace

Api::Api(state::Store& store, ApiOptions options, grpc::ServerBuilder& builder)
    : loop_(builder.AddCompletionQueue()),
      lists_(store, service_, {std::move(options.clock), options.revision_wait, options.expiry_interval}),
      health_(store, loop_.queue()),
      watches_(store, service_, loop_.queue(), options.limits),
      grpc_(BuildServer(builder, service_, health_)) {}

absl::StatusOr<std::unique_ptr<Api>> Api::Start(state::Store& store, const std::string& listen, ApiOptions options) {
  grpc::ServerBuilder builder;
  SetChannelArguments(builder);
  int port = 0;
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
  std::unique_ptr<Api> api(new Api(store, std::move(options), builder));
  if (api->grpc_ == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", listen, ": ", WhyNotListen(listen),
                                               "; choose another address with --listen, or end what uses this one"));
  }
  api->address_ = WithPort(listen, port);
  api->Serve();
  return api;
}

void Api::Serve() {
  ServeLists(lists_, loop_.queue());
  ServeHealth(health_);
  watches_.Serve();
  loop_.Start(*this);
}

void Api::EndCalls() {
  health_.Shutdown();
  watches_.EndWatches();
  lists_.Shutdown();  // last: it waits for the lists that are being answered
}

void Api::Shutdown() {
  if (grpc_ != nullptr) {
    EndCalls();
    grpc_->Shutdown(std::chrono::system_clock::now() + kDrainFor);
  }
  loop_.Join();
}

Instant Api::NextWake() const { return std::min(lists_.NextWake(), watches_.NextWake()); }

void Api::Poll(Instant now) {
  lists_.Poll(now);
  watches_.Poll(now);
}

}  // namespace rollcall::api
