// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/dry_run_loop.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "agent/commands/dry_run.h"
#include "agent/publisher/instance.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(10);  // the wall clock may jump (rollcall/instant.h)

PublicationOptions WithoutTopic(PublicationOptions options) {
  options.follows = false;
  return options;
}

}  // namespace

DryRunLoop::DryRunLoop(const std::string& kind, PublicationOptions options, std::ostream& out)
    : out_(out), nodes_(NewInstance(kind), WithoutTopic(std::move(options))), thread_([this] { Run(); }) {}

DryRunLoop::~DryRunLoop() {
  {
    MutexLock lock(mutex_);
    is_ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void DryRunLoop::Set(int32_t node_id, std::string content) {
  MutexLock lock(mutex_);
  nodes_.Set(node_id, std::move(content), Instant::Now());
  changed_.NotifyAll();
}

void DryRunLoop::Retire(int32_t node_id) {
  MutexLock lock(mutex_);
  nodes_.Retire(node_id, Instant::Now());
  changed_.NotifyAll();
}

void DryRunLoop::StopRenewing(int32_t node_id) {
  MutexLock lock(mutex_);
  nodes_.StopRenewing(node_id);
}

bool DryRunLoop::Flush(const Deadline& deadline) {
  MutexLock lock(mutex_);
  while (!nodes_.IsSettled()) {
    if (deadline.Passed()) return false;
    changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(std::min(deadline.Left(), kLongestWait)));
  }
  return true;
}

std::vector<PublicationStatus> DryRunLoop::Statuses() const {
  MutexLock lock(mutex_);
  std::vector<PublicationStatus> statuses = nodes_.Statuses();
  for (PublicationStatus& status : statuses) {  // nothing is on the topic
    status.last_ack.reset();
    status.last_offset = -1;
  }
  return statuses;
}

void DryRunLoop::Run() {
  MutexLock lock(mutex_);
  while (!is_ending_) {
    const Instant now = Instant::Now();
    PrintDue(now);
    const absl::Duration wait = std::clamp(nodes_.NextTime(now) - Instant::Now(), absl::ZeroDuration(), kLongestWait);
    if (wait > absl::ZeroDuration()) changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(wait));
  }
}

void DryRunLoop::PrintDue(Instant now) {
  while (const std::optional<NodePublication::Append> append = nodes_.Next(now)) {
    out_ << DryRunLine(append->record) << std::flush;  // a pipe must see it now
    nodes_.OnAcked(next_offset_++, now);
    changed_.NotifyAll();
  }
}

}  // namespace rollcall::agent
