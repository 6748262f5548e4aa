// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/access/bearer_tokens.h"

namespace rollcall::rpc {

absl::StatusOr<std::unique_ptr<BearerTokens>> BearerTokens::Load(std::string path) {
  std::unique_ptr<BearerTokens> tokens(new BearerTokens(std::move(path)));
  if (absl::Status status = tokens->Reload(); !status.ok()) return status;
  return tokens;
}

absl::Status BearerTokens::Reload() {
  const std::optional<FileIdentity> identity = IdentityOf(path_);  // first, so that a later change is noticed
  absl::StatusOr<std::vector<TokenHash>> tokens = ReadTokenFile(path_);
  const MutexLock lock(mutex_);
  read_ = identity;
  if (!tokens.ok()) return tokens.status();
  tokens_ = *std::move(tokens);
  return absl::OkStatus();
}

bool BearerTokens::FileHasChanged() const {
  const std::optional<FileIdentity> now = IdentityOf(path_);
  const MutexLock lock(mutex_);
  return now != read_;
}

std::optional<std::string> BearerTokens::Find(std::string_view token) const {
  const Sha256 hash = Sha256Of(token);
  const MutexLock lock(mutex_);
  const TokenHash* found = nullptr;
  for (const TokenHash& known : tokens_) {  // all of them: the time is not to say where the token is
    if (AreEqualInConstantTime(known.hash, hash)) found = &known;
  }
  return found == nullptr ? std::nullopt : std::optional(found->name);
}

}  // namespace rollcall::rpc
