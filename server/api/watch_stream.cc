// SPDX-License-Identifier: Apache-2.0
#include "server/api/watch_stream.h"

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "server/api/watch_server.h"

namespace rollcall::api {
namespace {

// A message that the client's flow control has held back for this long has stalled.
constexpr absl::Duration kStall = absl::Seconds(1);

}  // namespace

void WatchStream::Request(WatchServer& server) {
  auto* stream = new WatchStream(server);  // owned by the queue from here on
  server.service().RequestWatchStatus(stream->context(), &stream->request_, stream->writer(), &server.queue(),
                                      &server.queue(), stream->requested_tag());
}

void WatchStream::OnRequested() {
  Request(server_);
  server_.Begin(*this);
}

void WatchStream::OnProgress() {
  if (membership_.has_value()) membership_->Flush(server_.store(), absl::Now());
}

void WatchStream::OnOver() { server_.End(*this); }

void WatchStream::Begin(std::unique_ptr<watch::Watcher> watcher, watch::WatcherGroup& group) {
  watcher_ = std::move(watcher);
  membership_.emplace(group.Add(*this));
  connection_ = server_.corker().Get(context()->peer());
}

void WatchStream::TrySend(const state::Store& store, absl::Time now) {
  if (CannotWrite()) return;
  const absl::StatusOr<std::optional<watch::Message>> next = watcher_->Next(store, now);
  if (!next.ok()) {
    Finish(next.status());
  } else if (next->has_value()) {
    Send(**next, now);
  }
}

void WatchStream::Send(const watch::Message& message, absl::Time now) {
  writing_since_ = now;
  const grpc::ByteBuffer& buffer = server_.buffers().Get(message);
  watch::WatchCounters& counters = server_.counters();
  counters.messages.fetch_add(1, std::memory_order_relaxed);
  counters.bytes.fetch_add(buffer.Length(), std::memory_order_relaxed);
  counters.writing.fetch_add(1, std::memory_order_relaxed);
  server_.corker().BeforeWrite(connection_);
  Write(buffer);
}

void WatchStream::OnWritten() {
  watch::WatchCounters& counters = server_.counters();
  counters.writing.fetch_sub(1, std::memory_order_relaxed);
  const absl::Duration took = absl::Now() - writing_since_;
  if (took >= kStall) {
    ++counters.stalls;
    counters.stalled_ms += static_cast<uint64_t>(absl::ToInt64Milliseconds(took));
  }
}

}  // namespace rollcall::api
