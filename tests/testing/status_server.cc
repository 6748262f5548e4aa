#include "tests/testing/status_server.h"

#include "absl/strings/str_cat.h"

namespace rollcall::testing {

StatusServer::StatusServer(state::Store& store, api::WatchLimits limits) : lists_(store), service_(lists_) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service_);
  watches_ = std::make_unique<api::WatchServer>(store, service_, builder.AddCompletionQueue(), limits);
  grpc_ = builder.BuildAndStart();
  address_ = absl::StrCat("127.0.0.1:", port);
  watches_->Start();
}

StatusServer::~StatusServer() {
  lists_.Shutdown();
  watches_->EndWatches();
  grpc_->Shutdown();
  watches_->Join();
}

}  // namespace rollcall::testing
