// SPDX-License-Identifier: Apache-2.0
// Whether a terminal may be sent colors.
#pragma once

namespace rollcall::cli {

enum class Color { kNone, kAnsi };

}  // namespace rollcall::cli
