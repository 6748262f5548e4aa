#include "server/api/watch_stream.h"

#include <utility>
#include <vector>

#include "server/api/errors.h"
#include "server/api/wire_buffer.h"

namespace rollcall::api {
namespace {

grpc::ByteBuffer ToByteBuffer(const watch::Message& message) {
  std::vector<grpc::Slice> slices;
  slices.reserve(message.parts.size());
  for (const watch::BytesPtr& part : message.parts) slices.push_back(ShareBytes(part));
  return grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace

WatchStream::WatchStream(grpc::ServerCompletionQueue& queue, WatchCounters& counters)
    : queue_(queue), counters_(counters), writer_(&context_) {}

void WatchStream::Request(Service& service) {
  context_.AsyncNotifyWhenDone(&done_tag_);
  service.RequestWatchStatus(&context_, &request_, &writer_, &queue_, &queue_, &requested_);
}

void WatchStream::Pump(const state::Store& store, absl::Time now) {
  if (IsBusy()) return;
  const absl::StatusOr<std::optional<watch::Message>> next = watcher_->Next(store, now);
  if (!next.ok()) {
    Finish(next.status());
  } else if (next->has_value()) {
    writing_ = true;
    const grpc::ByteBuffer message = ToByteBuffer(**next);
    counters_.messages.fetch_add(1, std::memory_order_relaxed);
    counters_.bytes.fetch_add(message.Length(), std::memory_order_relaxed);
    writer_.Write(message, &written_);
  }
}

void WatchStream::Finish(const absl::Status& status) {
  if (finish_status_.has_value() || done_) return;
  finish_status_ = status;
  if (!writing_) SendFinish();
}

void WatchStream::SendFinish() {
  finishing_ = true;
  writer_.Finish(ToGrpcStatus(*finish_status_), &finished_);
}

bool WatchStream::Complete(Event event, bool ok) {
  switch (event) {
    case Event::kRequested:
      if (!ok) return true;  // the queue shuts down; a call that never began sends no kDone
      begun_ = true;
      break;
    case Event::kWritten:
      writing_ = false;
      if (finish_status_.has_value() && !done_) SendFinish();
      break;
    case Event::kFinished:
      finishing_ = false;
      break;
    case Event::kDone:
      done_ = true;
      break;
  }
  return done_ && !writing_ && !finishing_;
}

}  // namespace rollcall::api
