// SPDX-License-Identifier: Apache-2.0
#include "server/select/page_size.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace rollcall::select {
namespace {

constexpr size_t kDefaultPageSize = 1000;

}  // namespace

size_t CompilePageSize(int32_t page_size, response::FieldErrors& errors) {
  if (page_size < 0) {
    errors.Add({.field = "page_size",
                .description = absl::StrCat("is ", page_size, "; 0 means the default"),
                .value = absl::StrCat(page_size),
                .limit = "at least 0"});
  }
  return page_size <= 0 ? kDefaultPageSize : std::min(static_cast<size_t>(page_size), kMaxPageSize);
}

}  // namespace rollcall::select
