// SPDX-License-Identifier: Apache-2.0
// Reads the files of TlsOptions. Thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "rollcall/client/transport_options.h"

namespace rollcall::client {

// The content of the files, PEM. Empty for a file that is not named.
struct TlsFiles {
  std::string ca;
  std::string certificate;
  std::string key;
};

// INVALID_ARGUMENT with the name of a file and the reason, if it cannot be read, has no certificate or key, or if the
// key does not belong to the certificate. gRPC itself would only say that it cannot connect.
absl::StatusOr<TlsFiles> ReadTlsFiles(const TlsOptions& options);

}  // namespace rollcall::client
