// SPDX-License-Identifier: Apache-2.0
#include "server/api/health_server.h"

#include <utility>
#include <vector>

#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::api {
namespace {

bool CanServe(const state::Store& store) {
  const v1::SourceState source = store.Source().state;
  const bool topic_is_usable = source != v1::SOURCE_STATE_TOPIC_MISSING && source != v1::SOURCE_STATE_TOPIC_UNSUITABLE;
  return topic_is_usable && store.IsReady();
}

}  // namespace

HealthServer::HealthServer(state::Store& store, grpc::ServerCompletionQueue& queue)
    : store_(store),
      queue_(queue),
      notifier_(queue, [this] { SendAll(); }),
      subscription_(store.Subscribe([this] { Update(); })) {
  Update();
}

void HealthServer::Shutdown() {
  shut_down_ = true;
  notifier_.Notify();
  notifier_.Close();
}

void HealthServer::Update() {
  // Held also while the store is read, so that the value stored last is the value read last.
  MutexLock lock(mutex_);
  const bool can_serve = CanServe(store_);
  if (std::exchange(could_serve_, can_serve) != can_serve) notifier_.Notify();
}

HealthServer::Response::ServingStatus HealthServer::StatusOf(const std::string& service) const {
  const bool is_api = service == v1::CoprocessorStatusService::service_full_name();
  if (!is_api && !service.empty()) return Response::SERVICE_UNKNOWN;
  const bool serves = !shut_down_ && (!is_api || CanServe(store_));
  return serves ? Response::SERVING : Response::NOT_SERVING;
}

void HealthServer::SendAll() {
  const std::vector<Subscriber*> subscribers(subscribers_.begin(), subscribers_.end());
  for (Subscriber* subscriber : subscribers) subscriber->TrySend();
}

}  // namespace rollcall::api
