// SPDX-License-Identifier: Apache-2.0
// How good a status is, in the few steps that the screen counts, sorts by and colors.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// The worst first.
enum class Health { kInvalid, kDown, kOther, kStale, kUp };
inline constexpr Health kAllHealth[] = {Health::kInvalid, Health::kDown, Health::kOther, Health::kStale, Health::kUp};

// kStale is of nodes that say that they are up. A state that this version does not know is kOther.
Health HealthOf(const v1::NodeStatus& node, const v1::Header& header);

// The as_of_time from which on HealthOf may say something else of the same status; InfiniteFuture if no time does that.
absl::Time HealthChangesAfter(const v1::NodeStatus& node, const v1::Header& header);

// "up", "stale", …
std::string_view HealthName(Health health);

// What a row of the node shows as its state: the coprocessor's own word if the node is up, else the node's state.
// `coprocessor` may be null. Sanitized.
std::string RowStateText(const v1::NodeStatus& node, const v1::Coprocessor* coprocessor, Health health);

// Whether somebody should look at a row: its node is not up, or the coprocessor says that it has failed.
bool NeedsAttention(const v1::Coprocessor* coprocessor, Health health);

}  // namespace rollcall::cli
