// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/status_server.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::testing {

StatusServer::StatusServer(state::Store& store, api::ApiOptions options) : api_(store, std::move(options)) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  api_.RegisterWith(builder);
  grpc_ = builder.BuildAndStart();
  address_ = absl::StrCat("127.0.0.1:", port);
  api_.Start();
}

StatusServer::~StatusServer() {
  api_.EndCalls();
  grpc_->Shutdown();
  api_.Join();
}

}  // namespace rollcall::testing
