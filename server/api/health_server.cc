// SPDX-License-Identifier: Apache-2.0
#include "server/api/health_server.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/api/health_watch.h"
#include "server/api/request.h"
#include "server/response/error.h"
#include "server/response/readiness.h"
#include "server/rpc/unary.h"

namespace rollcall::api {
namespace {

constexpr char kServiceName[] = "rollcall.v1.CoprocessorStatusService";

absl::StatusOr<rpc::Message> Check(const HealthServer& server, const std::string& bytes) {
  const auto request = Parse<grpc::health::v1::HealthCheckRequest>(bytes);
  if (!request.ok()) return request.status();
  HealthServer::Response response;
  response.set_status(server.StatusOf(request->service()));
  if (response.status() == HealthServer::Response::SERVICE_UNKNOWN) {
    return absl::NotFoundError(absl::StrCat("no service ", request->service(), " on this server"));
  }
  return rpc::Message{std::make_shared<const std::string>(response.SerializeAsString())};
}

}  // namespace

HealthServer::HealthServer(state::Store& store, rpc::EventLoop& loop)
    : store_(store), notifier_(loop, [this] { WakeAll(); }), subscription_(store.Subscribe([this] { Update(); })) {
  Update();
}

void HealthServer::AddMethods(rpc::Router& router) {
  router.Add(rpc::UnaryMethod(rpc::FindMethod("grpc.health.v1.Health.Check"),
                              [this](const std::string& request, const std::shared_ptr<rpc::Responder>& responder) {
                                responder->Respond(Check(*this, request));
                              }));
  router.Add({&rpc::FindMethod("grpc.health.v1.Health.Watch"),
              [this](rpc::Call& call) { return std::make_unique<HealthWatch>(*this, call); }});
}

void HealthServer::BeginDrain() {
  is_draining_ = true;
  notifier_.Notify();
}

void HealthServer::Shutdown() {
  is_draining_ = true;
  shut_down_ = true;
  notifier_.Notify();
}

void HealthServer::Update() {
  // Held also while the store is read, so that the value stored last is the value read last.
  MutexLock lock(mutex_);
  const bool can_serve = response::Readiness(store_).ok();
  if (std::exchange(could_serve_, can_serve) != can_serve) notifier_.Notify();
}

absl::Status HealthServer::Readiness() const {
  return is_draining_ ? response::ShuttingDown() : response::Readiness(store_);
}

HealthServer::Response::ServingStatus HealthServer::StatusOf(const std::string& service) const {
  const bool is_api = service == kServiceName;
  if (!is_api && !service.empty()) return Response::SERVICE_UNKNOWN;
  const bool serves = is_api ? Readiness().ok() : !is_draining_;
  return serves ? Response::SERVING : Response::NOT_SERVING;
}

void HealthServer::WakeAll() {
  for (HealthWatch* const watch : watches_) watch->Wake();
}

}  // namespace rollcall::api
