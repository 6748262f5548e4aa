// SPDX-License-Identifier: Apache-2.0
// What two requests must have in common to be answered with the same nodes in the same form.
#pragma once

#include <cstdint>
#include <string>

#include "server/select/filter.h"
#include "server/select/view.h"

namespace rollcall::select {

// Two identities are equal only if filter and view are the same, word for word. The hash alone could collide; it serves
// as the identity's short form in tokens, and it makes most comparisons of different requests fast.
struct RequestIdentity {
  uint64_t hash = 0;  // RequestHash
  View view = View::kBasic;
  std::string canonical_filter;

  bool operator==(const RequestIdentity&) const = default;
};

RequestIdentity MakeRequestIdentity(const Filter& filter, View view);

}  // namespace rollcall::select
