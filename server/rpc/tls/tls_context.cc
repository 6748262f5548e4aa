// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/tls_context.h"

#include "server/rpc/tls/server_context.h"

namespace rollcall::rpc {
namespace {

using Identities = std::array<std::optional<FileIdentity>, 3>;

Identities Look(const TlsFiles& files) {
  return {IdentityOf(files.certificate), IdentityOf(files.key), IdentityOf(files.client_ca)};
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsContext>> TlsContext::Load(TlsFiles files) {
  std::unique_ptr<TlsContext> context(new TlsContext(std::move(files)));
  if (absl::Status status = context->Reload(); !status.ok()) return status;
  return context;
}

absl::Status TlsContext::Reload() {
  const TlsFiles files = this->files();
  const Identities identities = Look(files);  // before the files are read, so that a later change is noticed
  absl::StatusOr<std::shared_ptr<ssl_ctx_st>> context = NewServerContext(files);
  const MutexLock lock(mutex_);
  read_ = identities;
  if (!context.ok()) return context.status();
  context_ = *std::move(context);
  return absl::OkStatus();
}

absl::Status TlsContext::Use(TlsFiles files) {
  const Identities identities = Look(files);
  absl::StatusOr<std::shared_ptr<ssl_ctx_st>> context = NewServerContext(files);
  if (!context.ok()) return context.status();
  const MutexLock lock(mutex_);
  files_ = std::move(files);
  read_ = identities;
  context_ = *std::move(context);
  return absl::OkStatus();
}

bool TlsContext::FilesHaveChanged() const {
  const Identities now = Look(files());
  const MutexLock lock(mutex_);
  return now != read_;
}

absl::Time TlsContext::certificate_expiry() const { return CertificateExpiry(current().get()); }

std::shared_ptr<ssl_ctx_st> TlsContext::current() const {
  const MutexLock lock(mutex_);
  return context_;
}

TlsFiles TlsContext::files() const {
  const MutexLock lock(mutex_);
  return files_;
}

}  // namespace rollcall::rpc
