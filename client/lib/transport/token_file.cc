// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/token_file.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/regular_file.h"
#include "rollcall/client/servers.h"

namespace rollcall::client {
namespace {

constexpr size_t kMaxTokenBytes = 8 << 10;  // servers take little more of all headers together

// RFC 6750 allows fewer characters. What is left out here, gRPC would not send.
bool IsToken(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isgraph(c); });
}

}  // namespace

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  const absl::StatusOr<std::string> content = ReadRegularFile(path, kMaxTokenBytes);
  if (!content.ok()) return content.status();
  absl::string_view token = *content;
  if (absl::ConsumeSuffix(&token, "\n")) absl::ConsumeSuffix(&token, "\r");
  if (IsToken(token)) return std::string(token);
  return absl::InvalidArgumentError(absl::StrCat(
      "cannot use ", path,
      token.empty() ? ": it is empty" : ": it is not one line of visible ASCII characters, as a token is"));
}

absl::Status CheckTokenIsSafe(const TransportOptions& options, const std::string& server) {
  if (options.token_file.empty() || options.tls.has_value() || IsOnThisMachine(server)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the token would be sent in clear text to ", server, "; use TLS (--tls), or give no token"));
}

}  // namespace rollcall::client
