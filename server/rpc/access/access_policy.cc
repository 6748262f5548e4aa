// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/access/access_policy.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/absl_view.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kMaxShownNames = 5;  // in an error, which becomes a trailer of limited size
constexpr size_t kMaxShownBytes = 100;

}  // namespace

std::string NamesText(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (size_t i = 0; i < std::min(names.size(), kMaxShownNames); ++i) {
    shown.push_back(absl::StrCat("'", absl::CHexEscape(names[i].substr(0, kMaxShownBytes)), "'"));
  }
  if (names.size() > kMaxShownNames) shown.emplace_back("…");
  return absl::StrJoin(shown, ", ");
}

absl::StatusOr<std::unique_ptr<AccessPolicy>> AccessPolicy::Load(AccessRules rules) {
  std::unique_ptr<BearerTokens> tokens;
  if (!rules.token_file.empty()) {
    absl::StatusOr<std::unique_ptr<BearerTokens>> loaded = BearerTokens::Load(std::move(rules.token_file));
    if (!loaded.ok()) return loaded.status();
    tokens = *std::move(loaded);
  }
  return std::unique_ptr<AccessPolicy>(new AccessPolicy(std::move(rules.identities), std::move(tokens)));
}

absl::Status AccessPolicy::Reload() { return tokens_ == nullptr ? absl::OkStatus() : tokens_->Reload(); }

bool AccessPolicy::FilesHaveChanged() const { return tokens_ != nullptr && tokens_->FileHasChanged(); }

absl::StatusOr<std::string> AccessPolicy::Check(std::string_view authorization,
                                                const std::vector<std::string>& peer_names) const {
  absl::StatusOr<std::string> identity = CheckIdentity(peer_names);
  if (!identity.ok() || tokens_ == nullptr) return identity;
  absl::StatusOr<std::string> token_name = CheckToken(authorization);
  if (!token_name.ok() || identity->empty()) return token_name;
  return identity;
}

absl::StatusOr<std::string> AccessPolicy::CheckIdentity(const std::vector<std::string>& peer_names) const {
  if (identities_.empty()) return "";
  if (peer_names.empty()) {
    return absl::UnauthenticatedError(
        "the connection has no client certificate that names its owner, which is required");
  }
  for (const std::string& name : peer_names) {
    if (std::find(identities_.begin(), identities_.end(), name) != identities_.end()) return name;
  }
  return absl::PermissionDeniedError(absl::StrCat("the client certificate names ", NamesText(peer_names),
                                                  ", which may not call this server; its operator can allow it"));
}

absl::StatusOr<std::string> AccessPolicy::CheckToken(std::string_view authorization) const {
  static constexpr std::string_view kScheme = "Bearer ";  // in any case: RFC 9110, section 11.1
  if (authorization.empty()) {
    return absl::UnauthenticatedError("this server requires a token: send the metadata 'authorization: Bearer TOKEN'");
  }
  if (!absl::StartsWithIgnoreCase(AbslView(authorization), AbslView(kScheme))) {
    return absl::UnauthenticatedError("the metadata 'authorization' has to be 'Bearer TOKEN'");
  }
  const absl::string_view token = absl::StripAsciiWhitespace(AbslView(authorization.substr(kScheme.size())));
  std::optional<std::string> name = tokens_->Find({token.data(), token.size()});
  if (name.has_value()) return *std::move(name);
  return absl::UnauthenticatedError(
      "the token in the metadata 'authorization' is not known to this server; ask its "
      "operator for a valid one");
}

}  // namespace rollcall::rpc
