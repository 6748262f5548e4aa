// SPDX-License-Identifier: Apache-2.0
// What all server-streaming calls share: at most one write in flight, and an end that waits for it. Used by the event
// loop's thread only.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include <optional>

#include "absl/status/status.h"
#include "server/api/grpc_status.h"
#include "server/api/rpc_call.h"

namespace rollcall::api {

template <typename Message>
class StreamCall : public RpcCall {
 public:
  bool Complete(Event event, bool ok) final {
    if (event == Event::kRequested && !ok) return true;
    Apply(event, ok);
    const bool is_over = is_done_ && !is_writing_ && !is_finishing_;
    is_over ? OnOver() : OnProgress();
    return is_over;
  }
  // Ends the call with an error, after the write in flight. Only the first error counts.
  void Finish(const absl::Status& status) {
    if (finish_status_.has_value() || is_done_) return;
    finish_status_ = status;
    if (!is_writing_) SendFinish();
  }

 protected:
  StreamCall() : writer_(&context_) { context_.AsyncNotifyWhenDone(&done_tag_); }

  // A call has arrived: wait for the next one, and begin this one.
  virtual void OnRequested() = 0;
  // The write has completed.
  virtual void OnWritten() {}
  // An event has completed, so there may be a message to write.
  virtual void OnProgress() = 0;
  // Nothing more will complete. The call is destroyed next.
  virtual void OnOver() = 0;

  // True if nothing can be written now, or ever again.
  bool CannotWrite() const { return is_writing_ || is_broken_ || finish_status_.has_value() || is_done_; }
  void Write(const Message& message) {
    is_writing_ = true;
    writer_.Write(message, &written_tag_);
  }

  // For the service's Request method.
  grpc::ServerContext* context() { return &context_; }
  grpc::ServerAsyncWriter<Message>* writer() { return &writer_; }
  Tag* requested_tag() { return &requested_tag_; }

 private:
  void Apply(Event event, bool ok) {
    switch (event) {
      case Event::kRequested:
        OnRequested();
        break;
      case Event::kWritten:
        is_writing_ = false;
        is_broken_ = !ok;
        OnWritten();
        if (finish_status_.has_value() && !is_done_) SendFinish();
        break;
      case Event::kFinished:
        is_finishing_ = false;
        break;
      case Event::kDone:
        is_done_ = true;
        break;
    }
  }
  void SendFinish() {
    is_finishing_ = true;
    writer_.Finish(ToGrpcStatus(*finish_status_), &finished_tag_);
  }

  grpc::ServerContext context_;
  grpc::ServerAsyncWriter<Message> writer_;
  std::optional<absl::Status> finish_status_;
  bool is_writing_ = false;
  bool is_broken_ = false;  // a write failed, so the call is over, although kDone has not come yet
  bool is_finishing_ = false;
  bool is_done_ = false;
  Tag requested_tag_{this, Event::kRequested};
  Tag written_tag_{this, Event::kWritten};
  Tag finished_tag_{this, Event::kFinished};
  Tag done_tag_{this, Event::kDone};
};

}  // namespace rollcall::api
