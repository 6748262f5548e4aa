// One WatchStatus call: drives its watcher, one write in flight. Used by the watch server's thread only.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/api/call.h"
#include "server/api/corks.h"
#include "server/api/service.h"
#include "server/api/watch_counters.h"
#include "server/state/store.h"
#include "server/watch/audience.h"
#include "server/watch/watcher.h"

namespace rollcall::api {

class WatchStream final : public Call, public watch::Reader {
 public:
  // Borrows all.
  WatchStream(grpc::ServerCompletionQueue& queue, WatchCounters& counters, Corks& corks);
  WatchStream(const WatchStream&) = delete;
  WatchStream& operator=(const WatchStream&) = delete;

  // Waits for a call. Its kRequested comes when there is one, or not ok when the queue shuts down.
  void Request(Service& service);
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

  bool Complete(Event event, bool ok) override;

  // Whether there is a call at all.
  bool has_begun() const { return begun_; }

 private:
  void Write(const watch::Message& message, absl::Time now);
  void OnWritten();
  void SendFinish();

  grpc::ServerCompletionQueue& queue_;
  WatchCounters& counters_;
  Corks& corks_;
  Corks::ConnectionPtr connection_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  std::unique_ptr<watch::Watcher> watcher_;
  std::optional<absl::Status> finish_status_;
  bool begun_ = false;
  bool writing_ = false;
  absl::Time writing_since_;
  bool finishing_ = false;
  bool done_ = false;
  Tag requested_{this, Event::kRequested};
  Tag written_{this, Event::kWritten};
  Tag finished_{this, Event::kFinished};
  Tag done_tag_{this, Event::kDone};
};

}  // namespace rollcall::api
