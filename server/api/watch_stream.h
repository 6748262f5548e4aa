// SPDX-License-Identifier: Apache-2.0
// One WatchStatus call: drives its watcher, one write in flight. Used by the calls' thread only.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/time/time.h"
#include "server/api/connection_corker.h"
#include "server/api/stream_call.h"
#include "server/state/store.h"
#include "server/watch/watcher.h"
#include "server/watch/watcher_group.h"

namespace rollcall::api {

class WatchServer;

class WatchStream final : public StreamCall<grpc::ByteBuffer>, public watch::Subscriber {
 public:
  // Waits for a call, and then for the next one. Borrows `server`.
  static void Request(WatchServer& server);

  const grpc::ByteBuffer& request() const { return request_; }
  void Begin(std::unique_ptr<watch::Watcher> watcher);
  bool is_watching() const { return watcher_ != nullptr; }
  // Only of a stream that is watching.
  const watch::Watcher& watcher() const override { return *watcher_; }
  // Writes the next message if one is due and none is in flight.
  void TrySend(const state::Store& store, absl::Time now) override;
  bool IsBusy() const override { return CannotWrite(); }

 private:
  explicit WatchStream(WatchServer& server) : server_(server) {}
  void OnRequested() override;
  void OnWritten() override;
  void OnProgress() override;
  void OnOver() override;
  void Send(const watch::Message& message, absl::Time now);

  WatchServer& server_;
  grpc::ByteBuffer request_;
  ConnectionCorker::ConnectionPtr connection_;
  std::unique_ptr<watch::Watcher> watcher_;
  absl::Time writing_since_;
};

}  // namespace rollcall::api
