// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/openssl_version.h"

#include <openssl/crypto.h>

namespace rollcall::rpc {

std::string OpensslVersion() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace rollcall::rpc
