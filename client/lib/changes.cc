// SPDX-License-Identifier: Apache-2.0
#include "client/lib/changes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"

namespace rollcall::client {
namespace {

constexpr int kLargestPage = 10'000;

// The header, and where the answer begins, are those of the first page. How far back it is complete is what holds for
// both: compaction may have removed something between the two.
void Append(v1::ListChangesResponse page, v1::ListChangesResponse& all) {
  if (page.complete_from_offset() > all.complete_from_offset()) {
    all.set_complete_from_offset(page.complete_from_offset());
    all.clear_complete_from_time();
    if (page.has_complete_from_time()) *all.mutable_complete_from_time() = page.complete_from_time();
  }
  all.set_log_start_offset(std::max(all.log_start_offset(), page.log_start_offset()));
  all.clear_next_before_offset();
  if (page.has_next_before_offset()) all.set_next_before_offset(page.next_before_offset());
  for (v1::NodeChange& change : *page.mutable_changes()) *all.add_changes() = std::move(change);
}

}  // namespace

absl::StatusOr<v1::ListChangesResponse> CollectChanges(v1::ListChangesRequest request, int limit,
                                                       const GetChanges& call) {
  CHECK_GE(limit, 1);
  const int largest = request.page_size() == 0 ? kLargestPage : request.page_size();
  std::optional<v1::ListChangesResponse> all;
  do {
    const int left = limit - (all.has_value() ? all->changes_size() : 0);
    request.set_page_size(std::min(left, largest));
    v1::ListChangesResponse page;
    if (absl::Status status = call(request, page); !status.ok()) return status;
    if (page.has_next_before_offset()) request.set_before_offset(page.next_before_offset());
    if (all.has_value()) {
      Append(std::move(page), *all);
    } else {
      all = std::move(page);
    }
  } while (all->has_next_before_offset() && all->changes_size() < limit);
  return *std::move(all);
}

}  // namespace rollcall::client
