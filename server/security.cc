// SPDX-License-Identifier: Apache-2.0
#include "server/security.h"

#include <utility>

#include "rollcall/instant.h"
#include "server/response/error.h"

namespace rollcall {

absl::StatusOr<std::unique_ptr<Security>> Security::Load(const SecurityOptions& options) {
  std::shared_ptr<rpc::TlsContext> tls;
  if (!options.tls.certificate.empty()) {
    absl::StatusOr<std::unique_ptr<rpc::TlsContext>> loaded = rpc::TlsContext::Load(options.tls);
    if (!loaded.ok()) return loaded.status();
    tls = *std::move(loaded);
  }
  absl::StatusOr<std::unique_ptr<rpc::AccessPolicy>> access = rpc::AccessPolicy::Load(options.access);
  if (!access.ok()) return access.status();
  return std::unique_ptr<Security>(new Security(std::move(tls), *std::move(access)));
}

absl::Status Security::Authorize(const rpc::RequestHead& head, const std::vector<std::string>& names) const {
  absl::Status status = access_->Check(rpc::FindHeader(head.metadata(), "authorization"), names).status();
  if (status.ok()) return status;
  const std::string message(status.message());
  if (absl::IsUnauthenticated(status)) return response::Error(status.code(), v1::ERROR_REASON_UNAUTHENTICATED, message);
  return response::Error(status.code(), v1::ERROR_REASON_PERMISSION_DENIED, message,
                         {{"names", rpc::NamesText(names)}});
}

void Security::Reload() {
  if (tls_ != nullptr) Report("TLS files", tls_->Reload());
  if (access_->HasFiles()) Report("tokens", access_->Reload());
}

void Security::ReloadIfChanged() {
  if (tls_ != nullptr && tls_->FilesHaveChanged()) Report("TLS files", tls_->Reload());
  if (access_->FilesHaveChanged()) Report("tokens", access_->Reload());
}

void Security::Report(const char* what, const absl::Status& status) {
  if (status.ok()) {
    Log(LogLevel::kInfo, "read again", {{"files", what}});
  } else {
    fault_.Report(Instant::Now(), "a file cannot be used; what it held before stays in force",
                  std::string(status.message()));
  }
}

}  // namespace rollcall
