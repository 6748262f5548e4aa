// SPDX-License-Identifier: Apache-2.0
// Joins the pages of ListChanges.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

using GetChanges = std::function<absl::Status(const v1::ListChangesRequest& request, v1::ListChangesResponse& page)>;

// As Client::ListChanges. Errors are those of `call`.
absl::StatusOr<v1::ListChangesResponse> CollectChanges(v1::ListChangesRequest request, int limit,
                                                       const GetChanges& call);

}  // namespace rollcall::client
