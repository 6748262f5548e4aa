// One WatchStatus call: drives its watcher, one write in flight. Used by the calls' thread only.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/api/call.h"
#include "server/api/corks.h"
#include "server/state/store.h"
#include "server/watch/audience.h"
#include "server/watch/watcher.h"

namespace rollcall::api {

class WatchServer;

class WatchStream final : public Call, public watch::Reader {
 public:
  // Waits for a call, and then for the next one. Borrows `server`.
  static void Request(WatchServer& server);
  bool Complete(Event event, bool ok) override;

  const grpc::ByteBuffer& request() const { return request_; }
  void Begin(std::unique_ptr<watch::Watcher> watcher);
  bool is_watching() const { return watcher_ != nullptr; }
  // Only of a stream that is watching.
  const watch::Watcher& watcher() const override { return *watcher_; }
  // Writes the next message if one is due and none is in flight.
  void Pump(const state::Store& store, absl::Time now) override;
  bool IsBusy() const override { return writing_ || finish_status_.has_value() || done_; }
  // Ends the call with an error, after the write in flight.
  void Finish(const absl::Status& status);

 private:
  explicit WatchStream(WatchServer& server) : server_(server), writer_(&context_) {}
  void Write(const watch::Message& message, absl::Time now);
  void OnWritten();
  void SendFinish();

  WatchServer& server_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  Corks::ConnectionPtr connection_;
  std::unique_ptr<watch::Watcher> watcher_;
  std::optional<absl::Status> finish_status_;
  absl::Time writing_since_;
  bool writing_ = false;
  bool finishing_ = false;
  bool done_ = false;
  Tag requested_{this, Event::kRequested};
  Tag written_{this, Event::kWritten};
  Tag finished_{this, Event::kFinished};
  Tag done_tag_{this, Event::kDone};
};

}  // namespace rollcall::api
