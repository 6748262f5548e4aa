// SPDX-License-Identifier: Apache-2.0
#include "base/id_range.h"

#include <cstddef>

#include "absl/strings/numbers.h"
#include "base/absl_view.h"

namespace rollcall {

std::optional<IdRange> ParseIdRange(std::string_view entry) {
  const size_t dash = entry.find('-', 1);
  const std::string_view last = dash == std::string_view::npos ? entry : entry.substr(dash + 1);
  IdRange range = {};
  const bool is_range =
      absl::SimpleAtoi(AbslView(entry.substr(0, dash)), &range.first) && absl::SimpleAtoi(AbslView(last), &range.last);
  return is_range ? std::optional<IdRange>(range) : std::nullopt;
}

}  // namespace rollcall
