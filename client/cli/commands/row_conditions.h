// SPDX-License-Identifier: Apache-2.0
// The two parts of a filter: conditions on nodes and conditions on rows.
#pragma once

#include <optional>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// A filter has conditions on a node (its id, its state) and conditions on its rows, the coprocessors that it runs. A
// condition on rows also hides every node without a matching row.

// Returns `filter` without its conditions on rows. This is the only place that lists them: if you add a field to Filter
// that is a condition on rows, clear it here. A condition on nodes needs no change.
v1::Filter WithoutRowConditions(v1::Filter filter);

bool HasRowConditions(const v1::Filter& filter);

// Returns a filter for all nodes that `filter` may hide, or hide later, though they are not up: it has `filter`'s
// conditions on ids, and none on rows. nullopt if `filter` hides no such node.
std::optional<v1::Filter> FilterForHiddenNodes(const v1::Filter& filter);

// Returns a filter for the nodes that are not up and match `filter`'s conditions on nodes, whatever they run. nullopt
// if `filter` admits only nodes that are up.
std::optional<v1::Filter> FilterForNodesNotUp(const v1::Filter& filter);

}  // namespace rollcall::cli
