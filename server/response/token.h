// SPDX-License-Identifier: Apache-2.0
// The envelope of tokens that clients carry back to us: URL-safe text around a list of numbers, with a check sum.
//
// base64url without padding (RFC 4648 section 5) of: format byte, kind byte, payload of little-endian 64-bit numbers,
// XXH3-64 of all that. The check sum finds damage, not forgery: a token gives no right that its bearer does not have
// anyway.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::response {

enum class TokenKind : char { kPage = 'P', kResume = 'R' };

std::string EncodeToken(TokenKind kind, const std::vector<uint64_t>& numbers);

// nullopt: not a token of this kind and format, or damaged. What opens is, byte for byte, what sealing its numbers
// gives.
std::optional<std::vector<uint64_t>> DecodeToken(TokenKind kind, std::string_view token);

}  // namespace rollcall::response
