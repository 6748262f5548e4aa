// SPDX-License-Identifier: Apache-2.0
#include "server/api/watch_call.h"

#include <utility>

#include "absl/status/statusor.h"

namespace rollcall::api {
namespace {

// A message that the client's flow control has held back for this long has stalled.
constexpr absl::Duration kStall = absl::Seconds(1);

}  // namespace

WatchCall::WatchCall(WatchServer& server, rpc::Call& call) : server_(server), call_(call) { server_.Add(*this); }

WatchCall::~WatchCall() {
  server_.Remove(*this);
  if (watcher_ == nullptr) return;
  SetDueSince(std::nullopt);
  --server_.counters().watchers;
}

void WatchCall::OnMessage(std::string message) {
  absl::StatusOr<std::unique_ptr<watch::Watcher>> watcher = server_.NewWatcher(message, call_.deadline());
  if (!watcher.ok()) {
    if (server_.is_draining()) call_.SendAway();
    return call_.Finish(watcher.status());
  }
  watcher_ = *std::move(watcher);
  membership_.emplace(server_.watcher_group().Add(*this));
  Wake();
}

void WatchCall::Wake() {
  if (!due_since_.has_value()) SetDueSince(server_.now());
  if (changed_at_ == 0) changed_at_ = server_.changed_at();
  call_.Wake();
}

void WatchCall::SetDueSince(std::optional<Instant> since) {
  const int before = due_since_.has_value() ? 1 : 0;
  const int after = since.has_value() ? 1 : 0;
  due_since_ = since;
  if (after != before) server_.counters().waiting.fetch_add(after - before, std::memory_order_relaxed);
}

std::optional<rpc::Message> WatchCall::NextMessage() {
  absl::StatusOr<std::optional<watch::Message>> next = membership_->Next(server_.store(), server_.now());
  sending_changed_at_ = std::exchange(changed_at_, 0);
  if (!next.ok()) call_.Finish(next.status());
  if (!next.ok() || !next->has_value()) {
    SetDueSince(std::nullopt);
    sending_changed_at_ = 0;
    return std::nullopt;
  }
  if (!due_since_.has_value()) SetDueSince(server_.now());
  Count(**next);
  if ((*next)->is_last) call_.AwaitWake();
  return std::move((*next)->parts);
}

void WatchCall::Count(const watch::Message& message) {
  watch::WatchCounters& counters = server_.counters();
  counters.messages.fetch_add(1, std::memory_order_relaxed);
  counters.bytes.fetch_add(rpc::SizeOf(message.parts), std::memory_order_relaxed);
  if (message.conflated > 0) counters.conflated.fetch_add(message.conflated, std::memory_order_relaxed);
  if (message.snapshot_reason.has_value()) {
    counters.snapshots[static_cast<size_t>(*message.snapshot_reason)].fetch_add(1, std::memory_order_relaxed);
  }
}

void WatchCall::OnMessageSent() {
  if (sending_changed_at_ != 0) {
    server_.counters().send_time.Observe(absl::Nanoseconds(SteadyNanoseconds() - sending_changed_at_));
    sending_changed_at_ = 0;
  }
  if (!due_since_.has_value()) return;
  const absl::Duration took = server_.now() - *due_since_;
  SetDueSince(std::nullopt);
  if (took < kStall) return;
  watch::WatchCounters& counters = server_.counters();
  ++counters.stalls;
  counters.stalled_ms += static_cast<uint64_t>(absl::ToInt64Milliseconds(took));
}

}  // namespace rollcall::api
