// SPDX-License-Identifier: Apache-2.0
// Serves grpc.health.v1 as this server means it.
//
// "" is liveness: SERVING as long as the process serves. "rollcall.v1.CoprocessorStatusService" is SERVING exactly when
// a complete read of the topic has happened and the topic is there and usable; a broker outage after that does not
// change it. It is not gRPC's own health service, because that one is made of callbacks (see service.h).
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

class HealthWatch;

class HealthServer {
 public:
  using Service = grpc::health::v1::Health::AsyncService;
  using Response = grpc::health::v1::HealthCheckResponse;

  // Subscribes to the store: make it before the feed starts, and let it live until feed and server have ended. `queue`
  // is one whose tags are Call::Tags.
  HealthServer(state::Store& store, grpc::ServerCompletionQueue& queue);

  // To be registered with the server.
  Service& service() { return service_; }
  // After the grpc::Server was started.
  void Serve();
  // NOT_SERVING for every name, for good, and the end of health watches. Before grpc::Server::Shutdown. Thread-safe.
  void Shutdown();

  // What its calls use, on the queue's thread. SERVICE_UNKNOWN: no service of this server.
  Response::ServingStatus StatusOf(const std::string& service) const;
  bool is_shut_down() const { return shut_down_; }
  grpc::ServerCompletionQueue& queue() { return queue_; }
  void Add(HealthWatch& watch) { watches_.insert(&watch); }
  void Remove(HealthWatch& watch) { watches_.erase(&watch); }

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
  absl::flat_hash_set<HealthWatch*> watches_;  // the queue's thread's own
  state::Subscription subscription_;           // last: ends before what its listener uses
};

}  // namespace rollcall::api
