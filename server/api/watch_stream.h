// SPDX-License-Identifier: Apache-2.0
// One WatchStatus call: drives its watcher, with at most one write in flight. Used by the event loop's thread only.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>

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
  // Makes the call a watch: from here on the group sends its messages.
  void Begin(std::unique_ptr<watch::Watcher> watcher, watch::WatcherGroup& group);
  bool is_watching() const { return watcher_ != nullptr; }
  // Must only be called if is_watching().
  const watch::Watcher& watcher() const override { return *watcher_; }
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
  std::optional<watch::WatcherGroup::Membership> membership_;  // after watcher_: ends before it
  absl::Time writing_since_;
};

}  // namespace rollcall::api
