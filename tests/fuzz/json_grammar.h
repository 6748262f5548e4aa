// SPDX-License-Identifier: Apache-2.0
// JSON's grammar and nothing else (RFC 8259). The codec is compared with it.
#pragma once

#include <string_view>

namespace rollcall::fuzz {

// Whether `text` is JSON as docs/topic.md defines it: strings may contain any bytes except control characters, and
// escapes of lone surrogates; numbers may have any size, and nesting any depth.
bool IsTopicJson(std::string_view text);

}  // namespace rollcall::fuzz
