// SPDX-License-Identifier: Apache-2.0
#include "server/security.h"

#include <utility>

#include "base/check.h"
#include "rollcall/instant.h"
#include "server/response/error.h"

namespace rollcall {
namespace {

constexpr char kTlsFiles[] = "TLS files";
constexpr char kTokens[] = "tokens";

}  // namespace

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
  absl::Status status = access()->Check(rpc::FindHeader(head.metadata(), "authorization"), names).status();
  if (status.ok()) return status;
  const std::string message(status.message());
  if (absl::IsUnauthenticated(status)) return response::Error(status.code(), v1::ERROR_REASON_UNAUTHENTICATED, message);
  return response::Error(status.code(), v1::ERROR_REASON_PERMISSION_DENIED, message,
                         {{"names", rpc::NamesText(names)}});
}

// The certificate comes last, because its change cannot be undone.
absl::Status Security::Change(const SecurityOptions& options) {
  CHECK_EQ(tls_ != nullptr, !options.tls.certificate.empty());
  absl::StatusOr<std::shared_ptr<rpc::AccessPolicy>> access = rpc::AccessPolicy::Load(options.access);
  if (!access.ok()) return access.status();
  if (tls_ != nullptr) {
    if (absl::Status status = tls_->Use(options.tls); !status.ok()) return status;
    are_tls_files_usable_ = Report(kTlsFiles, absl::OkStatus());
  }
  if ((*access)->HasFiles()) Report(kTokens, absl::OkStatus());
  are_tokens_usable_ = true;
  const MutexLock lock(mutex_);
  access_ = *std::move(access);
  return absl::OkStatus();
}

void Security::ReloadIfChanged() {
  if (tls_ != nullptr && tls_->FilesHaveChanged()) are_tls_files_usable_ = Report(kTlsFiles, tls_->Reload());
  const std::shared_ptr<rpc::AccessPolicy> policy = access();
  if (policy->FilesHaveChanged()) are_tokens_usable_ = Report(kTokens, policy->Reload());
}

std::optional<absl::Time> Security::CertificateExpiry() const {
  if (tls_ == nullptr) return std::nullopt;
  return tls_->certificate_expiry();
}

std::shared_ptr<rpc::AccessPolicy> Security::access() const {
  const MutexLock lock(mutex_);
  return access_;
}

bool Security::Report(const char* files, const absl::Status& status) {
  if (status.ok()) {
    Log(LogLevel::kInfo, "read again", {{"files", files}});
  } else {
    fault_.Report(Instant::Now(), "a file cannot be used; what it held before stays in force",
                  std::string(status.message()));
  }
  return status.ok();
}

}  // namespace rollcall
