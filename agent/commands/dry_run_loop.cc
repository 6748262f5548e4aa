// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/dry_run_loop.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "agent/commands/dry_run.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(10);  // the wall clock may jump (base/instant.h)

PublicationOptions WithoutTopic(PublicationOptions options) {
  options.follows = false;
  return options;
}

int64_t UnixMillis(Instant now) { return absl::ToUnixMillis(now.wall()); }

}  // namespace

DryRunLoop::DryRunLoop(std::string kind, PublicationOptions options, std::ostream& out)
    : instance_{.kind = std::move(kind), .generation = UnixMillis(Instant::Now()), .id = NewInstanceId()},
      options_(WithoutTopic(std::move(options))),
      out_(out),
      thread_([this] { Run(); }) {}

DryRunLoop::~DryRunLoop() {
  {
    MutexLock lock(mutex_);
    is_ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void DryRunLoop::Set(int32_t node_id, std::string content) {
  const Instant now = Instant::Now();
  MutexLock lock(mutex_);
  Node(node_id, now).Set(std::move(content), now);
  changed_.NotifyAll();
}

void DryRunLoop::Retire(int32_t node_id) {
  const Instant now = Instant::Now();
  MutexLock lock(mutex_);
  Node(node_id, now).Retire(now);
  changed_.NotifyAll();
}

void DryRunLoop::StopRenewing(int32_t node_id) {
  const Instant now = Instant::Now();
  MutexLock lock(mutex_);
  Node(node_id, now).StopRenewing();
}

bool DryRunLoop::Flush(const Deadline& deadline) {
  MutexLock lock(mutex_);
  while (!IsSettled()) {
    if (deadline.Passed()) return false;
    changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(std::min(deadline.Left(), kLongestWait)));
  }
  return true;
}

std::vector<PublicationStatus> DryRunLoop::Statuses() const {
  MutexLock lock(mutex_);
  std::vector<PublicationStatus> statuses;
  for (const auto& [node_id, node] : nodes_) {
    PublicationStatus status;
    status.node_id = node_id;
    status.is_settled = node.IsSettled();
    status.lease_end = node.LeaseEnd();
    statuses.push_back(status);
  }
  return statuses;
}

void DryRunLoop::Run() {
  MutexLock lock(mutex_);
  while (!is_ending_) {
    PrintDue(Instant::Now());
    const absl::Duration wait = std::clamp(NextTime() - Instant::Now(), absl::ZeroDuration(), kLongestWait);
    if (wait > absl::ZeroDuration()) changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(wait));
  }
}

NodePublication& DryRunLoop::Node(int32_t node_id, Instant now) {
  return nodes_.try_emplace(node_id, node_id, instance_, options_, now).first->second;
}

void DryRunLoop::PrintDue(Instant now) {
  for (auto& [node_id, node] : nodes_) {
    while (const std::optional<NodePublication::Append> append = node.Next(now)) {
      out_ << DryRunLine(append->record) << std::flush;  // a pipe must see it now
      node.OnAcked(next_offset_++, now);
      changed_.NotifyAll();
    }
  }
}

Instant DryRunLoop::NextTime() const {
  Instant next = Instant::InfiniteFuture();
  for (const auto& [node_id, node] : nodes_) next = std::min(next, node.NextTime());
  return next;
}

bool DryRunLoop::IsSettled() const {
  return std::all_of(nodes_.begin(), nodes_.end(), [](const auto& entry) { return entry.second.IsSettled(); });
}

}  // namespace rollcall::agent
