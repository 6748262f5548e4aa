// SPDX-License-Identifier: Apache-2.0
// Certificates and keys in PEM files. Thread-safe. All errors are INVALID_ARGUMENT and name the file and the reason.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/rpc/tls/openssl_handles.h"

namespace rollcall::rpc {

// All certificates of the file, in its order, at least one. Anything else in it is skipped.
absl::StatusOr<std::vector<CertificateHandle>> ReadCertificates(const std::string& path);

// The first key of the file. A key with a passphrase is refused, because nobody could be asked for it.
absl::StatusOr<KeyHandle> ReadKey(const std::string& path);

}  // namespace rollcall::rpc
