// SPDX-License-Identifier: Apache-2.0
// What calls need of a connection, without one: a session, the methods of grpc.health.v1, of which only the shapes
// matter, and counts of what happens.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "grpc/health/v1/health.pb.h"
#include "server/rpc/call.h"
#include "server/rpc/held_bytes.h"
#include "server/rpc/router.h"

namespace rollcall::testing {

// A method of the service, which is linked by this.
inline const google::protobuf::MethodDescriptor& HealthMethod(const std::string& name) {
  return *grpc::health::v1::HealthCheckRequest::descriptor()->file()->service(0)->FindMethodByName(name);
}

class CallHost : private rpc::Session::Owner, private rpc::Call::Host {
 public:
  // When everything happens.
  static Instant Now() { return Instant(absl::FromUnixSeconds(1000)); }

  // Begins with a new session.
  void NewSession() { session_.reset(new rpc::Session(rpc::SessionLimits(), *this, Now())); }
  void EndSession() { session_.reset(); }
  rpc::Session& session() override { return *session_; }
  rpc::EventLoop& loop() override { return loop_; }
  rpc::Router& mutable_router() { return router_; }

  void Refuse(absl::Status refusal) { refusal_ = std::move(refusal); }
  // Whether there is something to send. Forgets it.
  bool TakeHasOutput() { return std::exchange(has_output_, false); }
  bool has_output() const { return has_output_; }
  int running() const { return running_; }    // calls
  int too_slow() const { return too_slow_; }  // requests
  int64_t held() const { return held_bytes_.OfThisLoop(); }

 private:
  std::unique_ptr<rpc::Stream> NewStream(int32_t id) override {
    return std::unique_ptr<rpc::Stream>(new rpc::Call(*this, id, Now()));
  }
  void OnHasOutput() override { has_output_ = true; }
  void OnHeadersTooLarge() override {}
  const rpc::Router& router() const override { return router_; }
  size_t max_request_bytes() const override { return 1000; }
  absl::Duration request_within() const override { return absl::Seconds(10); }
  absl::Status Admit(const rpc::RequestHead& head) override {
    CHECK(!head.path().empty());
    if (refusal_.ok()) ++running_;
    return refusal_;
  }
  void OnCallOver() override { --running_; }
  void OnRequestTooSlow() override { ++too_slow_; }
  void OnRequestTooLarge() override {}
  rpc::HeldBytes& held_bytes() override { return held_bytes_; }
  void Hold(const rpc::Message& message) override { held_bytes_.Add(message); }
  void Release(const rpc::Message& message) override { held_bytes_.Remove(message); }
  bool HoldsMuch() const override { return false; }
  void EndUnsentCall(int32_t id) override { session_->Reset(id, rpc::Http2Error::kEnhanceYourCalm); }

  rpc::EventLoop loop_;
  std::atomic<int64_t> bytes_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  rpc::UnsentBudget budget_{bytes_, refused_, 1 << 20};
  rpc::HeldBytes held_bytes_{budget_};
  rpc::Router router_;
  absl::Status refusal_;
  bool has_output_ = false;
  int running_ = 0;
  int too_slow_ = 0;
  std::unique_ptr<rpc::Session> session_;  // last: its calls use the others
};

}  // namespace rollcall::testing
