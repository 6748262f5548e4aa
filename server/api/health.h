// grpc.health.v1 as this server means it. Thread-safe.
//
// "" is liveness: SERVING as long as the process serves. "rollcall.v1.CoprocessorStatusService" is SERVING exactly when
// a complete read of the topic has happened and the topic is there and usable; a broker outage after that does not
// change it.
#pragma once

#include <grpcpp/health_check_service_interface.h>

#include "base/mutex.h"
#include "server/state/store.h"

namespace rollcall::api {

class Health {
 public:
  // Subscribes to the store: make it before the feed starts, and let it live until the feed has ended. gRPC makes
  // `service` with the server: call grpc::EnableDefaultHealthCheckService(true) before the server is built, then pass
  // *server.GetHealthCheckService(); it must live until Shutdown.
  Health(state::Store& store, grpc::HealthCheckServiceInterface& service);

  // NOT_SERVING for every name, for good. To be called before grpc::Server::Shutdown, so that health watches hear of
  // it.
  void Shutdown() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  enum class Said { kNothing, kServing, kNotServing };

  void Update() ABSL_LOCKS_EXCLUDED(mutex_);

  const state::Store& store_;
  Mutex mutex_;
  grpc::HealthCheckServiceInterface* service_ ABSL_GUARDED_BY(mutex_);  // null after Shutdown
  Said said_ ABSL_GUARDED_BY(mutex_) = Said::kNothing;
};

}  // namespace rollcall::api
