// SPDX-License-Identifier: Apache-2.0
// Methods with one request and one response, which may be made later and by another thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "rollcall/instant.h"
#include "server/rpc/call.h"
#include "server/rpc/outgoing_message.h"
#include "server/rpc/router.h"

namespace rollcall::rpc {

// Takes the response of one call. Thread-safe, where a comment does not say otherwise.
class Responder : public std::enable_shared_from_this<Responder> {
 public:
  explicit Responder(Call& call)
      : loop_(call.loop()),
        unsent_budget_(call.unsent_budget()),
        peer_holds_much_(call.PeerHoldsMuch()),
        deadline_(call.deadline()),
        call_(&call) {}

  // Sends the response, or ends the call with the error. Only the first response counts, and none if the call is over.
  void Respond(absl::StatusOr<Message> response);
  // Whether nobody waits for the response any more: work that has not begun can be dropped.
  bool IsOver() const { return is_over_; }
  // Whether this caller is to get no answer: there are too many that nobody reads, and some of them are for this
  // caller. RespondFull says so.
  bool IsServerFull() const { return peer_holds_much_ && unsent_budget_.IsExceeded(); }
  void RespondFull(absl::Status status);
  // How many bytes all answers that nobody reads may have.
  int64_t unsent_limit_bytes() const { return unsent_budget_.limit; }
  // When the client stops waiting; InfiniteFuture if it did not say.
  Instant deadline() const { return deadline_; }
  // Calls the function when the call is over, on the loop's thread. To be set on that thread, once.
  void SetOnOver(std::function<void()> on_over) { on_over_ = std::move(on_over); }

 private:
  friend class UnaryHandler;
  void Deliver(absl::StatusOr<Message> response);
  void End();

  EventLoop& loop_;
  UnsentBudget& unsent_budget_;
  const bool peer_holds_much_;
  const Instant deadline_;
  std::atomic<bool> is_over_ = false;
  // Used on the loop's thread:
  Call* call_;  // null when the call is over
  bool has_response_ = false;
  std::function<void()> on_over_;
};

using Serve = std::function<void(std::string request, std::shared_ptr<Responder> responder)>;

// A method that calls `serve` on the loop's thread for each request.
Method UnaryMethod(const google::protobuf::MethodDescriptor& descriptor, Serve serve);

}  // namespace rollcall::rpc
