// SPDX-License-Identifier: Apache-2.0
// Who may reach the API, as its files say now: TLS, tokens, identities. Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/log.h"
#include "base/mutex.h"
#include "server/rpc/access/access_policy.h"
#include "server/rpc/protocol/request_headers.h"
#include "server/rpc/tls/tls_context.h"
#include "server/security_options.h"

namespace rollcall {

class Security {
 public:
  // INVALID_ARGUMENT if a file cannot be used, with its name and what is wrong with it.
  static absl::StatusOr<std::unique_ptr<Security>> Load(const SecurityOptions& options);

  // Null if the API has no TLS.
  const std::shared_ptr<rpc::TlsContext>& tls() const { return tls_; }
  // Whether a call may begin. `names`: those in its client's certificate.
  absl::Status Authorize(const rpc::RequestHead& head, const std::vector<std::string>& names) const;

  // From here on `options` say who may call; reads all files, changed or not. Connections and calls that have begun go
  // on. INVALID_ARGUMENT if a file cannot be used: then nothing has changed. Whether the API has TLS does not change.
  absl::Status Change(const SecurityOptions& options) ABSL_LOCKS_EXCLUDED(mutex_);
  // Reads the files of which one has changed since it was read, and logs what came of it. A file that cannot be used
  // changes nothing. To be called every few seconds.
  void ReloadIfChanged() ABSL_LOCKS_EXCLUDED(mutex_);

  // False if ReloadIfChanged found that a file cannot be used, and none that can has taken its place since.
  bool are_files_usable() const { return are_tls_files_usable_ && are_tokens_usable_; }
  // As TlsContext::certificate_expiry; nullopt if the API has no TLS.
  std::optional<absl::Time> CertificateExpiry() const;

 private:
  Security(std::shared_ptr<rpc::TlsContext> tls, std::unique_ptr<rpc::AccessPolicy> access)
      : tls_(std::move(tls)), access_(std::move(access)) {}
  // Logs what came of reading `files`, and returns whether they can be used.
  bool Report(const char* files, const absl::Status& status);
  std::shared_ptr<rpc::AccessPolicy> access() const ABSL_LOCKS_EXCLUDED(mutex_);

  const std::shared_ptr<rpc::TlsContext> tls_;
  mutable Mutex mutex_;
  std::shared_ptr<rpc::AccessPolicy> access_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> are_tls_files_usable_ = true;
  std::atomic<bool> are_tokens_usable_ = true;
  RepeatedFault fault_;
};

}  // namespace rollcall
