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
  if (!next.ok()) call_.Finish(next.status());
  if (!next.ok() || !next->has_value()) {
    SetDueSince(std::nullopt);
    return std::nullopt;
  }
  if (!due_since_.has_value()) SetDueSince(server_.now());
  rpc::Message message = std::move((*next)->parts);
  if ((*next)->is_last) call_.AwaitWake();
  watch::WatchCounters& counters = server_.counters();
  counters.messages.fetch_add(1, std::memory_order_relaxed);
  counters.bytes.fetch_add(rpc::SizeOf(message), std::memory_order_relaxed);
  return message;
}

void WatchCall::OnMessageSent() {
  if (!due_since_.has_value()) return;
  const absl::Duration took = server_.now() - *due_since_;
  SetDueSince(std::nullopt);
  if (took < kStall) return;
  watch::WatchCounters& counters = server_.counters();
  ++counters.stalls;
  counters.stalled_ms += static_cast<uint64_t>(absl::ToInt64Milliseconds(took));
}

}  // namespace rollcall::api
