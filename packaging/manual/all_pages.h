// SPDX-License-Identifier: Apache-2.0
// The manual of all programs.
#pragma once

#include <vector>

#include "base/manual/page.h"

namespace rollcall::manual {

// In the order of docs/cli/README.md.
std::vector<Page> AllPages();

}  // namespace rollcall::manual
