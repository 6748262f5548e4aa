// SPDX-License-Identifier: Apache-2.0
// Serves grpc.health.v1 on one event loop.
//
// The service name "" means liveness: SERVING as long as the process serves. "rollcall.v1.CoprocessorStatusService" is
// SERVING exactly if the topic was read completely once, and exists and is usable. A broker outage after that does not
// change it. While the server drains, both are NOT_SERVING. Used on the loop's thread only, except where a comment says
// otherwise.
#pragma once

#include <atomic>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "base/mutex.h"
#include "grpc/health/v1/health.pb.h"
#include "server/rpc/loop/event_loop.h"
#include "server/rpc/loop/notifier.h"
#include "server/rpc/router.h"
#include "server/state/store.h"

namespace rollcall::api {

class HealthWatch;

class HealthServer {
 public:
  using Response = grpc::health::v1::HealthCheckResponse;

  // Subscribes to `store`, which must outlive this.
  HealthServer(state::Store& store, rpc::EventLoop& loop);

  void AddMethods(rpc::Router& router);
  // From here on every service is NOT_SERVING; health watches say so and go on. Thread-safe.
  void BeginDrain();
  // The same, and health watches end. Thread-safe.
  void Shutdown();

  // OK if the API's service is SERVING, else why it is not. Thread-safe.
  absl::Status Readiness() const;
  // SERVICE_UNKNOWN if this server has no such service.
  Response::ServingStatus StatusOf(const std::string& service) const;
  bool is_shut_down() const { return shut_down_; }
  void Add(HealthWatch& watch) { watches_.insert(&watch); }
  void Remove(HealthWatch& watch) { watches_.erase(&watch); }

 private:
  void Update() ABSL_LOCKS_EXCLUDED(mutex_);
  void WakeAll();

  const state::Store& store_;
  Mutex mutex_;
  bool could_serve_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> is_draining_ = false;
  std::atomic<bool> shut_down_ = false;
  absl::flat_hash_set<HealthWatch*> watches_;
  rpc::Notifier notifier_;
  state::Subscription subscription_;  // last: ends before what its listener uses
};

}  // namespace rollcall::api
