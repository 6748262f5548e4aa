// SPDX-License-Identifier: Apache-2.0
// The API over a store, on a real gRPC server on loopback, without reflection.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "server/api/api.h"
#include "server/state/store.h"

namespace rollcall::testing {

class StatusServer {
 public:
  // Make it before another thread changes the store, which must outlive it.
  explicit StatusServer(state::Store& store, api::ApiOptions options = {});
  // Nobody may change the store any more.
  ~StatusServer();

  // HOST:PORT
  const std::string& address() const { return address_; }
  api::Api& api() { return api_; }

 private:
  api::Api api_;
  std::unique_ptr<grpc::Server> grpc_;
  std::string address_;
};

}  // namespace rollcall::testing
