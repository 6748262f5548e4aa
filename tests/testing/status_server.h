// The API over a store, on a real gRPC server on loopback, without health and reflection.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "server/api/list_handlers.h"
#include "server/api/service.h"
#include "server/api/watch_server.h"
#include "server/state/store.h"

namespace rollcall::testing {

class StatusServer {
 public:
  // Make it before another thread changes the store, which must outlive it.
  explicit StatusServer(state::Store& store, api::WatchLimits limits = {});
  // Nobody may change the store any more.
  ~StatusServer();

  // HOST:PORT
  const std::string& address() const { return address_; }
  api::WatchServer& watches() { return *watches_; }

 private:
  api::ListHandlers lists_;
  api::Service service_;
  std::unique_ptr<api::WatchServer> watches_;
  std::unique_ptr<grpc::Server> grpc_;
  std::string address_;
};

}  // namespace rollcall::testing
