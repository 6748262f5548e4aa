// SPDX-License-Identifier: Apache-2.0
// Who may call. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/rpc/access/bearer_tokens.h"

namespace rollcall::rpc {

// A caller has to meet both rules if both are set; without any rule everybody may call.
struct AccessRules {
  std::string token_file{};               // a call needs a token of this file (token_file.h); empty: it needs none
  std::vector<std::string> identities{};  // a connection's certificate needs one of these names; empty: it needs none
};

// The first of a certificate's names, quoted and escaped, for an error.
std::string NamesText(const std::vector<std::string>& names);

class AccessPolicy {
 public:
  // Reads the file of tokens. Errors are those of ReadTokenFile.
  static absl::StatusOr<std::unique_ptr<AccessPolicy>> Load(AccessRules rules);

  // Reads the file of tokens again, as BearerTokens does. The tokens are asked for when a call begins; calls that have
  // begun go on.
  absl::Status Reload();
  bool FilesHaveChanged() const;
  // Whether there is a file of tokens.
  bool HasFiles() const { return tokens_ != nullptr; }

  // Whether a call may begin. `authorization`: the value of its header of that name, empty if it has none.
  // `peer_names`: TlsStream::PeerNames of its connection. Returns the caller's name for the log: the allowed identity,
  // or the name that the token has in the file; empty if there is neither.
  //
  // UNAUTHENTICATED: the call brings no token, or none that is known, or the connection no certificate.
  // PERMISSION_DENIED: the certificate has none of the allowed names. Messages are for the caller; they say what to do,
  // and show no token.
  absl::StatusOr<std::string> Check(std::string_view authorization, const std::vector<std::string>& peer_names) const;

 private:
  AccessPolicy(std::vector<std::string> identities, std::unique_ptr<BearerTokens> tokens)
      : identities_(std::move(identities)), tokens_(std::move(tokens)) {}
  absl::StatusOr<std::string> CheckIdentity(const std::vector<std::string>& peer_names) const;
  absl::StatusOr<std::string> CheckToken(std::string_view authorization) const;

  const std::vector<std::string> identities_;
  const std::unique_ptr<BearerTokens> tokens_;  // null if no token is needed
};

}  // namespace rollcall::rpc
