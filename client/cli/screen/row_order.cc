// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/row_order.h"

#include <algorithm>
#include <compare>

#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

std::weak_ordering ByNode(const ScreenRow& a, const ScreenRow& b) { return a.node->node_id() <=> b.node->node_id(); }

// A node that runs nothing comes after all names.
std::weak_ordering ByName(const ScreenRow& a, const ScreenRow& b) {
  if (a.coprocessor == nullptr || b.coprocessor == nullptr) {
    return (a.coprocessor == nullptr) <=> (b.coprocessor == nullptr);
  }
  return a.coprocessor->name().compare(b.coprocessor->name()) <=> 0;
}

std::weak_ordering ByState(const ScreenRow& a, const ScreenRow& b) {
  const bool a_is_fine = !NeedsAttention(a.coprocessor, a.health);
  const bool b_is_fine = !NeedsAttention(b.coprocessor, b.health);
  if (a_is_fine != b_is_fine) return a_is_fine <=> b_is_fine;
  if (a.health != b.health) return a.health <=> b.health;
  if (a.coprocessor == nullptr || b.coprocessor == nullptr) return std::weak_ordering::equivalent;
  return a.coprocessor->state_text().compare(b.coprocessor->state_text()) <=> 0;
}

absl::Time TimeOf(const ScreenRow& row) { return client::PublishTime(*row.node).value_or(absl::InfinitePast()); }

std::weak_ordering ByTime(absl::Time a, absl::Time b) {
  if (a == b) return std::weak_ordering::equivalent;
  return a > b ? std::weak_ordering::less : std::weak_ordering::greater;  // the newest first
}

std::weak_ordering ByMark(const ScreenRow& a, const ScreenRow& b) { return b.marked <=> a.marked; }

std::weak_ordering Compare(Sort sort, const ScreenRow& a, const ScreenRow& b) {
  switch (sort) {
    case Sort::kName:
      return std::weak_ordering::equivalent;
    case Sort::kNode:
      return ByNode(a, b);
    case Sort::kState:
      return ByState(a, b);
    case Sort::kAge:
      return ByTime(TimeOf(a), TimeOf(b));
    case Sort::kChanged:
      return ByMark(a, b);
  }
  return std::weak_ordering::equivalent;
}

}  // namespace

void SortRows(Sort sort, std::vector<ScreenRow>& rows) {
  std::sort(rows.begin(), rows.end(), [sort](const ScreenRow& a, const ScreenRow& b) {
    if (const auto order = Compare(sort, a, b); order != 0) return order < 0;
    if (const auto order = ByName(a, b); order != 0) return order < 0;
    return ByNode(a, b) < 0;
  });
}

}  // namespace rollcall::cli
