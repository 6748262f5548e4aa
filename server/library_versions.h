// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/build_info.h"

namespace rollcall {

// The libraries whose faults an operator may have to look up.
std::vector<LibraryVersion> LibraryVersions();

}  // namespace rollcall
