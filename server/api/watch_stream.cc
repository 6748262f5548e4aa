#include "server/api/watch_stream.h"

#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "server/api/errors.h"
#include "server/api/wire_buffer.h"

namespace rollcall::api {
namespace {

// A message that its reader's flow control has held back for so long has stalled.
constexpr absl::Duration kStall = absl::Seconds(1);

grpc::ByteBuffer ToByteBuffer(const watch::Message& message) {
  std::vector<grpc::Slice> slices;
  slices.reserve(message.parts.size());
  for (const watch::BytesPtr& part : message.parts) slices.push_back(ShareBytes(part));
  return grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace

WatchStream::WatchStream(grpc::ServerCompletionQueue& queue, WatchCounters& counters, Corks& corks)
    : queue_(queue), counters_(counters), corks_(corks), writer_(&context_) {}

void WatchStream::Request(Service& service) {
  context_.AsyncNotifyWhenDone(&done_tag_);
  service.RequestWatchStatus(&context_, &request_, &writer_, &queue_, &queue_, &requested_);
}

void WatchStream::Begin(std::unique_ptr<watch::Watcher> watcher) {
  watcher_ = std::move(watcher);
  connection_ = corks_.Get(context_.peer());
}

void WatchStream::Pump(const state::Store& store, absl::Time now) {
  if (IsBusy()) return;
  const absl::StatusOr<std::optional<watch::Message>> next = watcher_->Next(store, now);
  if (!next.ok()) {
    Finish(next.status());
  } else if (next->has_value()) {
    Write(**next, now);
  }
}

void WatchStream::Write(const watch::Message& message, absl::Time now) {
  writing_ = true;
  writing_since_ = now;
  const grpc::ByteBuffer buffer = ToByteBuffer(message);
  counters_.messages.fetch_add(1, std::memory_order_relaxed);
  counters_.bytes.fetch_add(buffer.Length(), std::memory_order_relaxed);
  ++counters_.writing;
  corks_.BeforeWrite(connection_);
  writer_.Write(buffer, &written_);
}

void WatchStream::OnWritten() {
  writing_ = false;
  --counters_.writing;
  const absl::Duration took = absl::Now() - writing_since_;
  if (took >= kStall) {
    ++counters_.stalls;
    counters_.stalled_ms += absl::ToInt64Milliseconds(took);
  }
  if (finish_status_.has_value() && !done_) SendFinish();
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
      OnWritten();
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
