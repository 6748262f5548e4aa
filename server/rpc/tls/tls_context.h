// SPDX-License-Identifier: Apache-2.0
// The server's certificate, and which clients' certificates it accepts. Thread-safe.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/file_identity.h"
#include "base/mutex.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace rollcall::rpc {

struct TlsFiles {
  std::string certificate;  // PEM: the server's certificate and those that lead to a root
  std::string key;          // PEM, without a passphrase
  std::string client_ca;    // PEM: who signs clients' certificates; empty if clients need none
};

class TlsContext {
 public:
  // INVALID_ARGUMENT with file and reason if a file cannot be read, holds no certificate or key, or they do not belong
  // together. How the server speaks TLS is in server_context.h.
  static absl::StatusOr<std::unique_ptr<TlsContext>> Load(TlsFiles files);

  // Reads the files again. Connections that begin later use what they hold now; the others go on. After an error all
  // connections use what was read before.
  absl::Status Reload() ABSL_LOCKS_EXCLUDED(mutex_);
  // The same with other files. After an error nothing has changed.
  absl::Status Use(TlsFiles files) ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether a file has changed since Load or Reload read it, even if that failed: so a caller that reloads whenever
  // this is true reports each fault once. Costs a stat for each file.
  bool FilesHaveChanged() const ABSL_LOCKS_EXCLUDED(mutex_);

  // When the certificate in use expires, or, if that is earlier, one of those that lead from it to a root.
  absl::Time certificate_expiry() const ABSL_LOCKS_EXCLUDED(mutex_);

  // For a new connection.
  std::shared_ptr<ssl_ctx_st> current() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Identities = std::array<std::optional<FileIdentity>, 3>;

  explicit TlsContext(TlsFiles files) : files_(std::move(files)) {}
  TlsFiles files() const ABSL_LOCKS_EXCLUDED(mutex_);

  mutable Mutex mutex_;
  TlsFiles files_ ABSL_GUARDED_BY(mutex_);
  Identities read_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<ssl_ctx_st> context_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::rpc
