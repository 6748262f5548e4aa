// SPDX-License-Identifier: Apache-2.0
// One WatchStatus call: drives its watcher, with at most one write in flight. Used by the event loop's thread only.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "base/instant.h"
#include "server/api/connection_corker.h"
#include "server/api/message_buffers.h"
#include "server/api/service.h"
#include "server/api/stream_call.h"
#include "server/state/store.h"
#include "server/watch/watch_counters.h"
#include "server/watch/watcher.h"
#include "server/watch/watcher_group.h"

namespace rollcall::api {

class WatchStream final : public StreamCall<grpc::ByteBuffer>, public watch::Subscriber {
 public:
  // Makes watches of calls.
  class Owner {
   public:
    virtual ~Owner() = default;
    // A call has arrived: makes it a watch, or finishes it with an error.
    virtual void Begin(WatchStream& stream) = 0;
    // The call is over, and nothing of it is in flight any more.
    virtual void End(WatchStream& stream) = 0;
  };
  // What all streams of a server share. They must outlive the streams.
  struct Shared {
    Owner& owner;
    Service& service;
    grpc::ServerCompletionQueue& queue;
    const state::Store& store;
    watch::WatchCounters& counters;
    ConnectionCorker& corker;
    MessageBuffers& buffers;
  };

  // Waits for a call, and then for the next one.
  static void Request(const Shared& shared);

  const grpc::ByteBuffer& request() const { return request_; }
  // Makes the call a watch: from here on the group sends its messages.
  void Begin(std::unique_ptr<watch::Watcher> watcher, watch::WatcherGroup& group);
  bool is_watching() const { return watcher_ != nullptr; }
  // Must only be called if is_watching().
  const watch::Watcher& watcher() const override { return *watcher_; }
  void TrySend(const state::Store& store, Instant now) override;
  bool IsBusy() const override { return CannotWrite(); }

 private:
  explicit WatchStream(const Shared& shared) : shared_(shared) {}
  void OnRequested() override;
  void OnWritten() override;
  void OnProgress() override;
  void OnOver() override;
  void Send(const watch::Message& message, Instant now);

  const Shared& shared_;
  grpc::ByteBuffer request_;
  ConnectionCorker::ConnectionPtr connection_;
  std::unique_ptr<watch::Watcher> watcher_;
  std::optional<watch::WatcherGroup::Membership> membership_;  // after watcher_: ends before it
  Instant writing_since_;
};

}  // namespace rollcall::api
