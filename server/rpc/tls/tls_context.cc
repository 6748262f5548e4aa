// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/tls_context.h"

#include "server/rpc/tls/server_context.h"

namespace rollcall::rpc {

absl::StatusOr<std::unique_ptr<TlsContext>> TlsContext::Load(TlsFiles files) {
  std::unique_ptr<TlsContext> context(new TlsContext(std::move(files)));
  if (absl::Status status = context->Reload(); !status.ok()) return status;
  return context;
}

absl::Status TlsContext::Reload() {
  const Identities identities = Look();  // before the files are read, so that a later change is noticed
  absl::StatusOr<std::shared_ptr<ssl_ctx_st>> context = NewServerContext(files_);
  const MutexLock lock(mutex_);
  read_ = identities;
  if (!context.ok()) return context.status();
  context_ = *std::move(context);
  return absl::OkStatus();
}

bool TlsContext::FilesHaveChanged() const {
  const Identities now = Look();
  const MutexLock lock(mutex_);
  return now != read_;
}

std::shared_ptr<ssl_ctx_st> TlsContext::current() const {
  const MutexLock lock(mutex_);
  return context_;
}

TlsContext::Identities TlsContext::Look() const {
  return {IdentityOf(files_.certificate), IdentityOf(files_.key), IdentityOf(files_.client_ca)};
}

}  // namespace rollcall::rpc
