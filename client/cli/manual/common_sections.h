// SPDX-License-Identifier: Apache-2.0
// The sections of the manual that all pages have.
#pragma once

#include <vector>

#include "base/cli11_types.h"
#include "base/manual/page.h"

namespace rollcall::cli {

// EXIT STATUS, ENVIRONMENT (with the variables of the program's options) and FILES.
std::vector<manual::Section> CommonSections(const CLI::App& program);

}  // namespace rollcall::cli
