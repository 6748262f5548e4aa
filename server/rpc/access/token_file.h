// SPDX-License-Identifier: Apache-2.0
// The file of the tokens that a server accepts. Thread-safe.
//
// A line is the SHA-256 of a token, 64 hexadecimal digits, and after a blank, if wanted, a name for whoever has the
// token. That is what this prints for the token TOKEN:  printf %s TOKEN | sha256sum
// Empty lines, and those that begin with '#', are skipped. The hash has no salt, so tokens have to be random (such as
// what openssl rand -hex 32 prints); a password could be guessed from its hash.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/rpc/tls/sha256.h"

namespace rollcall::rpc {

struct TokenHash {
  Sha256 hash;
  std::string name;  // may be empty
};

// INVALID_ARGUMENT with file, line and reason if the file cannot be read, has a line of another form, or is empty: such
// a file may be just being written. A file of comments alone is valid. No error shows any of the file's content,
// because somebody may have written the tokens themselves into it.
absl::StatusOr<std::vector<TokenHash>> ReadTokenFile(const std::string& path);

}  // namespace rollcall::rpc
