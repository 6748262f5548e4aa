// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace rollcall {

// Raises the limit of this process's open files to the most that the system allows it, and returns that.
size_t RaiseOpenFilesLimit();

}  // namespace rollcall
