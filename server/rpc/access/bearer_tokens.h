// SPDX-License-Identifier: Apache-2.0
// The tokens that a server accepts, as hashes: whoever reads the file still cannot call the server. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/file_identity.h"
#include "base/mutex.h"
#include "server/rpc/access/token_file.h"

namespace rollcall::rpc {

class BearerTokens {
 public:
  // Errors are those of ReadTokenFile.
  static absl::StatusOr<std::unique_ptr<BearerTokens>> Load(std::string path);

  // Reads the file again. After an error the tokens that were read before remain.
  absl::Status Reload() ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether the file has changed since Load or Reload read it, even if that failed.
  bool FileHasChanged() const ABSL_LOCKS_EXCLUDED(mutex_);

  // The name of whoever has the token ("" if the file gives none); nullopt if the token is not known. How long it takes
  // says nothing about the hashes, apart from their number.
  std::optional<std::string> Find(std::string_view token) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  explicit BearerTokens(std::string path) : path_(std::move(path)) {}

  const std::string path_;
  mutable Mutex mutex_;
  std::optional<FileIdentity> read_ ABSL_GUARDED_BY(mutex_);
  std::vector<TokenHash> tokens_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::rpc
