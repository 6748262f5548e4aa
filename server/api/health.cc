#include "server/api/health.h"

#include <grpc/health/v1/health.pb.h>

#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::api {
namespace {

bool CanServe(const state::Store& store) {
  const v1::SourceState source = store.Source().state;
  const bool topic_is_usable = source != v1::SOURCE_STATE_TOPIC_MISSING && source != v1::SOURCE_STATE_TOPIC_UNSUITABLE;
  return topic_is_usable && store.IsReady();
}

}  // namespace

Health::Health(state::Store& store, grpc::HealthCheckServiceInterface& service) : store_(store), service_(&service) {
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();  // so that reflection can describe
                                                                                    // it
  store.Subscribe([this] { Update(); });
  Update();
}

void Health::Shutdown() {
  MutexLock lock(mutex_);
  if (service_ != nullptr) service_->Shutdown();
  service_ = nullptr;
}

void Health::Update() {
  MutexLock lock(mutex_);  // also while the store is read, so that what is said last is what was read last
  if (service_ == nullptr) return;
  const Said present = CanServe(store_) ? Said::kServing : Said::kNotServing;
  if (present == said_) return;
  said_ = present;
  service_->SetServingStatus(v1::CoprocessorStatusService::service_full_name(), present == Said::kServing);
}

}  // namespace rollcall::api
