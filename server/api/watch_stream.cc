#include "server/api/watch_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/api/errors.h"
#include "server/api/watch_server.h"

namespace rollcall::api {
namespace {

// A message that its reader's flow control has held back for so long has stalled.
constexpr absl::Duration kStall = absl::Seconds(1);

}  // namespace

void WatchStream::Request(WatchServer& server) {
  auto* stream = new WatchStream(server);  // the queue's, from here on
  stream->context_.AsyncNotifyWhenDone(&stream->done_tag_);
  server.service().RequestWatchStatus(&stream->context_, &stream->request_, &stream->writer_, &server.queue(),
                                      &server.queue(), &stream->requested_);
}

bool WatchStream::Complete(Event event, bool ok) {
  switch (event) {
    case Event::kRequested:
      if (!ok) return true;
      Request(server_);
      server_.Begin(*this);
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
  const bool is_over = done_ && !writing_ && !finishing_;
  is_over ? server_.End(*this) : server_.Pump(*this);
  return is_over;
}

void WatchStream::Begin(std::unique_ptr<watch::Watcher> watcher) {
  watcher_ = std::move(watcher);
  connection_ = server_.corks().Get(context_.peer());
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
  const grpc::ByteBuffer& buffer = server_.buffers().Get(message);
  WatchCounters& counters = server_.counters();
  counters.messages.fetch_add(1, std::memory_order_relaxed);
  counters.bytes.fetch_add(buffer.Length(), std::memory_order_relaxed);
  counters.writing.fetch_add(1, std::memory_order_relaxed);
  server_.corks().BeforeWrite(connection_);
  writer_.Write(buffer, &written_);
}

void WatchStream::OnWritten() {
  writing_ = false;
  WatchCounters& counters = server_.counters();
  counters.writing.fetch_sub(1, std::memory_order_relaxed);
  const absl::Duration took = absl::Now() - writing_since_;
  if (took >= kStall) {
    ++counters.stalls;
    counters.stalled_ms += static_cast<uint64_t>(absl::ToInt64Milliseconds(took));
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

}  // namespace rollcall::api
