// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/layout.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMargin = 2;     // the marks before the first column
constexpr size_t kSeparator = 2;  // before each other column
constexpr size_t kMaxState = 12;
constexpr size_t kMaxAge = 15;      // "in 3 h (clock?)"
constexpr size_t kMinElastic = 10;  // less of a text says too little

// The width up to which each of `count` columns can have what it wants.
size_t FairLevel(const size_t* wanted, size_t count, size_t available) {
  size_t level = 0;
  for (size_t i = 0; i < count; ++i) level = std::max(level, wanted[i]);
  const auto used_at = [&](size_t at) {
    size_t used = 0;
    for (size_t i = 0; i < count; ++i) used += std::min(wanted[i], at);
    return used;
  };
  if (used_at(level) <= available) return level;
  // The columns that want less than an equal share leave the rest to the others.
  level = available / count;
  while (used_at(level + 1) <= available) ++level;
  return level;
}

}  // namespace

void Widen(Widths& widths, const Widths& other) {
  widths.node = std::max(widths.node, other.node);
  widths.state = std::max(widths.state, other.state);
  widths.age = std::max(widths.age, other.age);
  widths.name = std::max(widths.name, other.name);
  widths.topics = std::max(widths.topics, other.topics);
  widths.description = std::max(widths.description, other.description);
}

Widths ShareWidth(const Widths& wanted, size_t width) {
  Widths shared = {
      .node = wanted.node, .state = std::min(wanted.state, kMaxState), .age = std::min(wanted.age, kMaxAge)};
  const size_t fixed = kMargin + shared.node + kSeparator + shared.state + kSeparator + shared.age;
  const size_t available = width - std::min(width, fixed);
  const size_t elastic[] = {wanted.name, wanted.topics, wanted.description};
  size_t* const shares[] = {&shared.name, &shared.topics, &shared.description};
  for (size_t count = std::size(elastic); count > 0; --count) {
    const size_t separators = count * kSeparator;
    if (available <= separators) continue;
    const size_t level = FairLevel(elastic, count, available - separators);
    const bool is_too_narrow = level<kMinElastic&& * std::max_element(elastic, elastic + count)> level;
    if (is_too_narrow && count > 1) continue;
    for (size_t i = 0; i < count; ++i) *shares[i] = std::min(elastic[i], level);
    break;
  }
  return shared;
}

Heights ShareHeight(size_t height, size_t rows, size_t notes, Footer footer) {
  CHECK_GE(height, size_t{1});
  Heights heights;
  size_t rest = height - heights.status;
  const auto take = [&rest](size_t wanted) {
    const size_t taken = std::min(rest, wanted);
    rest -= taken;
    return taken;
  };
  heights.summary = take(1);
  if (footer == Footer::kShow && rest > 1) heights.footer = take(1);
  if (rest > 1) heights.titles = take(1);
  const size_t rows_with_all_notes = rest - std::min(notes, rest / 3);
  heights.rows = take(std::min(rows, rows_with_all_notes));
  heights.notes = take(notes);
  return heights;
}

}  // namespace rollcall::cli
