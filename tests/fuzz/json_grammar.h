// SPDX-License-Identifier: Apache-2.0
// JSON's grammar and nothing else (RFC 8259): what the codec is compared with.
#pragma once

#include <string_view>

namespace rollcall::fuzz {

// Whether docs/topic.md calls `text` JSON: inside strings any bytes but control characters may stand, and escapes of
// lone surrogates; numbers may be of any size, and nesting of any depth.
bool IsTopicJson(std::string_view text);

}  // namespace rollcall::fuzz
