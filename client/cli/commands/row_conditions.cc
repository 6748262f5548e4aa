// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/row_conditions.h"

#include <algorithm>

namespace rollcall::cli {
namespace {

constexpr v1::NodeStatus::State kStatesNotUp[] = {v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_OTHER,
                                                  v1::NodeStatus::STATE_INVALID};

bool AdmitsState(const v1::Filter& filter, v1::NodeStatus::State state) {
  const auto& states = filter.states();
  return states.empty() || std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

v1::Filter WithoutRowConditions(v1::Filter filter) {
  filter.clear_names();
  filter.clear_input_topics();
  return filter;
}

bool HasRowConditions(const v1::Filter& filter) {
  return WithoutRowConditions(filter).ByteSizeLong() != filter.ByteSizeLong();
}

std::optional<v1::Filter> FilterForHiddenNodes(const v1::Filter& filter) {
  if (filter.states().empty() && !HasRowConditions(filter)) return std::nullopt;
  v1::Filter hidden = WithoutRowConditions(filter);
  hidden.clear_states();
  for (const v1::NodeStatus::State state : kStatesNotUp) hidden.add_states(state);
  return hidden;
}

std::optional<v1::Filter> FilterForNodesNotUp(const v1::Filter& filter) {
  v1::Filter not_up = WithoutRowConditions(filter);
  not_up.clear_states();
  for (const v1::NodeStatus::State state : kStatesNotUp) {
    if (AdmitsState(filter, state)) not_up.add_states(state);
  }
  if (not_up.states().empty()) return std::nullopt;
  return not_up;
}

}  // namespace rollcall::cli
