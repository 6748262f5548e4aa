// SPDX-License-Identifier: Apache-2.0
// The field `page_size`, which every request for pages has. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "server/response/field_errors.h"

namespace rollcall::select {

inline constexpr size_t kMaxPageSize = 10'000;  // items

// From 1 to kMaxPageSize: 0 means the default, and a larger number the largest. Adds to `errors` if it is negative.
size_t CompilePageSize(int32_t page_size, response::FieldErrors& errors);

}  // namespace rollcall::select
