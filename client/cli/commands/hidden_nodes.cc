// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/hidden_nodes.h"

#include "client/cli/commands/row_conditions.h"

namespace rollcall::cli {
namespace {

// After a watch that could not be started, for example because the server has as many as it may.
constexpr absl::Duration kPause = absl::Seconds(30);

}  // namespace

HiddenNodes::HiddenNodes(const v1::Filter& filter) : filter_(FilterForHiddenNodes(filter)) {
  if (!HasRowConditions(filter)) return;
  if (const std::optional<v1::Filter> not_up = FilterForNodesNotUp(filter)) {
    admitted_states_.insert(not_up->states().begin(), not_up->states().end());
  }
}

void HiddenNodes::Start(client::Client& client) {
  if (filter_.has_value()) client_ = &client;
}

void HiddenNodes::Stop() {
  cache_.reset();
  is_complete_ = false;
  client_ = nullptr;
}

bool HiddenNodes::Poll(Instant now) {
  if (client_ == nullptr) return false;
  if (!cache_.has_value() && now >= start_at_) {
    v1::WatchStatusRequest request;
    *request.mutable_filter() = *filter_;
    cache_.emplace(client_->Watch(request, observer_));
  }
  return cache_.has_value() && TakeMessages(now);
}

bool HiddenNodes::TakeMessages(Instant now) {
  bool has_changed = false;
  while (true) {
    client::AppliedMessage applied;
    const client::WatchRead read = cache_->Next(now, applied);
    if (read == client::WatchRead::kTimeout) return has_changed;
    if (read == client::WatchRead::kEnd) break;
    is_complete_ |= applied.digest == client::AppliedMessage::Digest::kMatches;
    has_changed |= applied.snapshot.has_value() || !applied.updated.empty() || !applied.removed.empty();
  }
  cache_.reset();
  is_complete_ = false;
  start_at_ = now + kPause;
  return true;
}

const std::map<int32_t, v1::NodeStatus>& HiddenNodes::nodes() const {
  static const std::map<int32_t, v1::NodeStatus> none;
  return cache_.has_value() ? cache_->fold().nodes() : none;
}

}  // namespace rollcall::cli
