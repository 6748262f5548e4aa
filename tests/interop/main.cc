// SPDX-License-Identifier: Apache-2.0
// Serves grpc.testing.TestService on a free port until SIGTERM, for tests/pipeline/test_interop.py.
#include <cstdio>
#include <future>
#include <utility>

#include "base/signal_watcher.h"
#include "server/rpc/rpc_server.h"
#include "tests/interop/test_service_calls.h"

int main() {
  std::promise<void> end;
  const rollcall::SignalWatcher signals(-1, [&end](int) { end.set_value(); });
  rollcall::rpc::RpcServerOptions options;
  options.threads = 2;
  options.limits.max_request_bytes = 1 << 20;  // the tests send messages of 272 KB
  auto server = rollcall::rpc::RpcServer::Listen("127.0.0.1:0", std::move(options));
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
    return 1;
  }
  for (const auto& loop : (*server)->loops()) rollcall::testing::AddTestService(loop->mutable_router());
  (*server)->Start();
  std::printf("serving on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  end.get_future().wait();
  (*server)->Shutdown(absl::Seconds(1));
  return 0;
}
