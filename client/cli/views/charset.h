// SPDX-License-Identifier: Apache-2.0
// Which characters the reader of the output can see.
#pragma once

namespace rollcall::cli {

enum class Charset { kAscii, kUtf8 };

}  // namespace rollcall::cli
