// SPDX-License-Identifier: Apache-2.0
#include "server/select/request_identity.h"

#include <xxhash.h>

#include "topic/record/record_decoder.h"

namespace rollcall::select {

RequestIdentity MakeRequestIdentity(const Filter& filter, View view) {
  const std::string hashed =
      std::string{static_cast<char>(topic::kDecoderVersion), static_cast<char>(view)} + filter.canonical();
  return {.hash = XXH3_64bits(hashed.data(), hashed.size()), .view = view, .canonical_filter = filter.canonical()};
}

}  // namespace rollcall::select
