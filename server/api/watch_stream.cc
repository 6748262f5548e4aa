// SPDX-License-Identifier: Apache-2.0
#include "server/api/watch_stream.h"

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "base/instant.h"

namespace rollcall::api {
namespace {

// A message that the client's flow control has held back for this long has stalled.
constexpr absl::Duration kStall = absl::Seconds(1);

}  // namespace

void WatchStream::Request(const Shared& shared) {
  auto* stream = new WatchStream(shared);  // owned by the queue from here on
  shared.service.RequestWatchStatus(stream->context(), &stream->request_, stream->writer(), &shared.queue,
                                    &shared.queue, stream->requested_tag());
}

void WatchStream::OnRequested() {
  Request(shared_);
  shared_.owner.Begin(*this);
}

void WatchStream::OnProgress() {
  if (membership_.has_value()) membership_->Flush(shared_.store, Instant::Now());
}

void WatchStream::OnOver() { shared_.owner.End(*this); }

void WatchStream::Begin(std::unique_ptr<watch::Watcher> watcher, watch::WatcherGroup& group) {
  watcher_ = std::move(watcher);
  membership_.emplace(group.Add(*this));
  connection_ = shared_.corker.Get(context()->peer());
}

void WatchStream::TrySend(const state::Store& store, Instant now) {
  if (CannotWrite()) return;
  const absl::StatusOr<std::optional<watch::Message>> next = watcher_->Next(store, now);
  if (!next.ok()) {
    Finish(next.status());
  } else if (next->has_value()) {
    Send(**next, now);
  }
}

void WatchStream::Send(const watch::Message& message, Instant now) {
  writing_since_ = now;
  const grpc::ByteBuffer& buffer = shared_.buffers.Get(message);
  watch::WatchCounters& counters = shared_.counters;
  counters.messages.fetch_add(1, std::memory_order_relaxed);
  counters.bytes.fetch_add(buffer.Length(), std::memory_order_relaxed);
  counters.writing.fetch_add(1, std::memory_order_relaxed);
  shared_.corker.BeforeWrite(connection_);
  Write(buffer);
}

void WatchStream::OnWritten() {
  watch::WatchCounters& counters = shared_.counters;
  counters.writing.fetch_sub(1, std::memory_order_relaxed);
  const absl::Duration took = Instant::Now() - writing_since_;
  if (took >= kStall) {
    ++counters.stalls;
    counters.stalled_ms += static_cast<uint64_t>(absl::ToInt64Milliseconds(took));
  }
}

}  // namespace rollcall::api
