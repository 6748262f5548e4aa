// SPDX-License-Identifier: Apache-2.0
#include "display/lease_text.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall {

std::string LeaseText(const v1::NodeStatus& node, const v1::Header& header) {
  if (!node.has_lease()) return "none: it promises no next record, so it is never stale";
  const std::string lease = AgeText(client::ToDuration(node.lease()));
  const std::optional<absl::Time> stale_after = client::StaleAfterTime(node);
  if (!stale_after.has_value()) {
    return absl::StrCat(lease, "; its record has no time, so nobody can tell when it is over");
  }
  const std::string limit = absl::StrCat(lease, "; stale after ", TimeText(*stale_after));
  if (!header.has_as_of_time()) return absl::StrCat(limit, "; how old the evidence is, is not known");
  const absl::Duration left = *stale_after - client::ToTime(header.as_of_time());
  if (left < absl::ZeroDuration()) return absl::StrCat(limit, ": STALE for ", AgeText(-left));
  if (client::IsStale(node, header)) {
    return absl::StrCat(limit, ": STALE, because its record is from the future (clock?)");
  }
  return absl::StrCat(limit, ", in ", AgeText(left), ", unless it publishes again");
}

}  // namespace rollcall
