// SPDX-License-Identifier: Apache-2.0
// The manual of `rollcall-agent`, from the same definitions as --help.
#pragma once

#include <vector>

#include "base/manual/page.h"

namespace rollcall::agent {

// A page for the program, and one for each command.
std::vector<manual::Page> MakeManual();

}  // namespace rollcall::agent
