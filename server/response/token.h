// SPDX-License-Identifier: Apache-2.0
// The envelope of the tokens that clients send back: URL-safe text that holds a list of numbers and a checksum.
//
// A token is base64url without padding (RFC 4648 section 5). It encodes a format byte, a kind byte, the numbers as
// little-endian 64-bit integers, and the XXH3-64 of all these bytes. The checksum detects damage, not forgery, because
// a token gives no rights that its bearer does not have anyway. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::response {

enum class TokenKind : char { kPage = 'P', kResume = 'R' };

// DecodeToken accepts the result if it has at most 1024 characters, which is enough for 94 numbers.
std::string EncodeToken(TokenKind kind, const std::vector<uint64_t>& numbers);

// nullopt if the text is damaged, or is not a token of this kind and format. A token that decodes is, byte for byte,
// what EncodeToken returns for its numbers.
std::optional<std::vector<uint64_t>> DecodeToken(TokenKind kind, std::string_view token);

}  // namespace rollcall::response
