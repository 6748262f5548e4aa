// SPDX-License-Identifier: Apache-2.0
#include "server/api/api.h"

#include <utility>

namespace rollcall::api {

Api::Api(state::Store& store, ApiOptions options) : store_(store), options_(std::move(options)) {}

Api::~Api() { Join(); }

void Api::RegisterWith(grpc::ServerBuilder& builder) {
  calls_ = std::make_unique<RpcEventLoop>(builder.AddCompletionQueue());
  lists_ = std::make_unique<ListServer>(store_, service_, options_.clock, options_.revision_wait);
  health_ = std::make_unique<HealthServer>(store_, calls_->queue());
  watches_ = std::make_unique<WatchServer>(store_, service_, calls_->queue(), options_.limits);
  builder.RegisterService(&service_);
  builder.RegisterService(&health_->service());
}

void Api::Start() {
  lists_->Serve(calls_->queue());
  health_->Serve();
  watches_->Serve();
  calls_->Start(*watches_);
}

void Api::EndCalls() {
  health_->Shutdown();
  lists_->Shutdown();
  watches_->EndWatches();
}

void Api::Join() {
  if (calls_ != nullptr) calls_->Join();
}

}  // namespace rollcall::api
