// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/check.h"

namespace rollcall::rpc {

Sha256 Sha256Of(std::string_view text) {
  Sha256 hash;
  unsigned int size = 0;
  CHECK_EQ(EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha256(), nullptr), 1);
  CHECK_EQ(size, hash.size());
  return hash;
}

bool AreEqualInConstantTime(const Sha256& a, const Sha256& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace rollcall::rpc
