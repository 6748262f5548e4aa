// SPDX-License-Identifier: Apache-2.0
#include "server/select/request_identity.h"

namespace rollcall::select {

RequestIdentity MakeRequestIdentity(const Filter& filter, View view) {
  return {.hash = RequestHash(filter, view), .view = view, .canonical_filter = filter.canonical()};
}

}  // namespace rollcall::select
