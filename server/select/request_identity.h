// SPDX-License-Identifier: Apache-2.0
// What two requests must have in common to be answered with the same nodes in the same form. Immutable, thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "server/select/filter.h"
#include "server/select/view.h"

namespace rollcall::select {

// Two identities are equal only if filter and view are the same, word for word. The hash alone could collide. It stands
// for the identity in resume and page tokens: a token is good only for a request with the same hash.
struct RequestIdentity {
  uint64_t hash = 0;
  View view = View::kBasic;
  std::string canonical_filter;  // Filter::canonical

  auto operator<=>(const RequestIdentity&) const = default;
};

// The hash is XXH3-64 over topic::kDecoderVersion, the view and the canonical filter. Clients keep tokens, so it must
// not change without need.
RequestIdentity MakeRequestIdentity(const Filter& filter, View view);

}  // namespace rollcall::select
