// SPDX-License-Identifier: Apache-2.0
// One call of server reflection: answers each request with one response, in order.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "server/rpc/call.h"
#include "server/rpc/call_handler.h"
#include "server/rpc/reflection/reflection.h"
#include "server/rpc/router.h"

namespace rollcall::api {

// Adds both versions of the service, v1 and v1alpha. `reflection` must outlive the calls.
void AddReflection(const rpc::Reflection& reflection, rpc::Router& router);

class ReflectionCall final : public rpc::CallHandler {
 public:
  ReflectionCall(const rpc::Reflection& reflection, rpc::Call& call) : reflection_(reflection), call_(call) {}

  void OnMessage(std::string message) override;
  void OnMessagesEnd() override;
  std::optional<rpc::Message> NextMessage() override;

 private:
  const rpc::Reflection& reflection_;
  rpc::Call& call_;
  std::deque<std::string> requests_;  // not answered yet
  size_t request_bytes_ = 0;
  bool has_all_requests_ = false;
};

}  // namespace rollcall::api
