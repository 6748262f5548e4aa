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
  watch_.reset();
  is_complete_ = false;
  client_ = nullptr;
}

bool HiddenNodes::Poll(Instant now) {
  if (client_ == nullptr) return false;
  if (!watch_.has_value() && now >= start_at_) {
    v1::WatchStatusRequest request;
    *request.mutable_filter() = *filter_;
    watch_.emplace(client_->Watch(request, observer_));
  }
  return watch_.has_value() && TakeMessages(now);
}

bool HiddenNodes::TakeMessages(Instant now) {
  bool has_changed = false;
  while (true) {
    client::ViewStep step;
    const client::WatchRead read = watch_->Next(now, step);
    if (read == client::WatchRead::kTimeout) return has_changed;
    if (read == client::WatchRead::kEnd) break;
    is_complete_ |= step.digest == client::ViewStep::Digest::kMatches;
    has_changed |= step.snapshot.has_value() || !step.changes.empty();
  }
  watch_.reset();
  is_complete_ = false;
  start_at_ = now + kPause;
  return true;
}

const std::map<int32_t, v1::NodeStatus>& HiddenNodes::nodes() const {
  static const std::map<int32_t, v1::NodeStatus> none;
  return watch_.has_value() ? watch_->view().nodes() : none;
}

}  // namespace rollcall::cli
