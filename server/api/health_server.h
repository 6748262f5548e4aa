// SPDX-License-Identifier: Apache-2.0
// Serves grpc.health.v1.
//
// The service name "" means liveness: SERVING as long as the process serves. "rollcall.v1.CoprocessorStatusService" is
// SERVING exactly if the topic was read completely once, and exists and is usable. A broker outage after that does not
// change it. This replaces gRPC's own health service, which uses callbacks (see service.h).
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "base/mutex.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "server/api/cq_notifier.h"
#include "server/state/store.h"

namespace rollcall::api {

class HealthServer {
 public:
  // Is sent every change of the status.
  class Subscriber {
   public:
    virtual ~Subscriber() = default;
    // Sends the status if it has changed and no message is in flight.
    virtual void TrySend() = 0;
  };
  using Service = grpc::health::v1::Health::AsyncService;
  using Response = grpc::health::v1::HealthCheckResponse;

  // Subscribes to `store`. The store, and `queue`, whose tags are RpcCall::Tags, must outlive this.
  HealthServer(state::Store& store, grpc::ServerCompletionQueue& queue);

  // To be registered with the server.
  Service& service() { return service_; }
  // From here on every service is NOT_SERVING, and health watches end. To be called before grpc::Server::Shutdown.
  // Thread-safe.
  void Shutdown();

  // For the calls of this server, on the queue's thread. SERVICE_UNKNOWN if this server has no such service.
  Response::ServingStatus StatusOf(const std::string& service) const;
  bool is_shut_down() const { return shut_down_; }
  grpc::ServerCompletionQueue& queue() { return queue_; }
  void Add(Subscriber& subscriber) { subscribers_.insert(&subscriber); }
  void Remove(Subscriber& subscriber) { subscribers_.erase(&subscriber); }

 private:
  void Update() ABSL_LOCKS_EXCLUDED(mutex_);
  void SendAll();

  const state::Store& store_;
  grpc::ServerCompletionQueue& queue_;
  Service service_;
  CqNotifier notifier_;
  Mutex mutex_;
  bool could_serve_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> shut_down_ = false;
  absl::flat_hash_set<Subscriber*> subscribers_;  // used by the queue's thread only
  state::Subscription subscription_;              // last: ends before what its listener uses
};

}  // namespace rollcall::api
