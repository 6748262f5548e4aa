// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/access/token_file.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/regular_file.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;  // about 10,000 tokens
constexpr size_t kHashDigits = 2 * sizeof(Sha256);

// nullopt if the line has another form.
std::optional<TokenHash> ParseLine(const std::string& line) {
  if (line.size() < kHashDigits || !std::all_of(line.begin(), line.begin() + kHashDigits, absl::ascii_isxdigit)) {
    return std::nullopt;
  }
  const std::string rest = line.substr(kHashDigits);
  if (!rest.empty() && !absl::ascii_isspace(static_cast<unsigned char>(rest.front()))) return std::nullopt;
  TokenHash token;
  const std::string hash = absl::HexStringToBytes(line.substr(0, kHashDigits));
  std::copy(hash.begin(), hash.end(), token.hash.begin());
  token.name = std::string(absl::StripAsciiWhitespace(rest));
  if (token.name == "-") token.name.clear();  // sha256sum writes it for standard input
  return token;
}

}  // namespace

absl::StatusOr<std::vector<TokenHash>> ReadTokenFile(const std::string& path) {
  const absl::StatusOr<std::string> content = ReadRegularFile(path, kMaxFileBytes);
  if (!content.ok()) return content.status();
  if (absl::StripAsciiWhitespace(*content).empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, " is empty; write the SHA-256 of each token into it, or a line that begins with '#' to accept no token"));
  }
  std::vector<TokenHash> tokens;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(*content, '\n')) {
    ++number;
    const std::string line(absl::StripAsciiWhitespace(raw));
    if (line.empty() || line.front() == '#') continue;
    std::optional<TokenHash> token = ParseLine(line);
    if (!token.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " of ", path, " does not begin with the SHA-256 of a token (", kHashDigits,
                       " hexadecimal digits); this prints a line: printf %s TOKEN | sha256sum"));
    }
    tokens.push_back(*std::move(token));
  }
  return tokens;
}

}  // namespace rollcall::rpc
