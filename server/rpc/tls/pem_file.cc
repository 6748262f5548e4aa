// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/pem_file.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/regular_file.h"
#include "server/rpc/tls/openssl_error.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kMaxFileBytes = 4 << 20;  // the CAs of a whole system are about 220 KB

// `pem` has to live as long as what is returned.
BioHandle Reader(const std::string& pem) {
  BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  CHECK(bio != nullptr);
  return bio;
}

bool IsAtEndOfPem() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

// OpenSSL would ask for the passphrase at the terminal. This refuses, and notes that it was asked.
int RefusePassphrase(char*, int, int, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

}  // namespace

absl::StatusOr<std::vector<CertificateHandle>> ReadCertificates(const std::string& path) {
  const absl::StatusOr<std::string> pem = ReadRegularFile(path, kMaxFileBytes);
  if (!pem.ok()) return pem.status();
  const BioHandle reader = Reader(*pem);
  std::vector<CertificateHandle> certificates;
  bool was_asked = false;
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(reader.get(), nullptr, RefusePassphrase, &was_asked)) {
    certificates.emplace_back(certificate);
  }
  const bool is_whole = IsAtEndOfPem();
  const std::string reason = TakeOpenSslError();
  if (!is_whole) {
    return absl::InvalidArgumentError(
        absl::StrCat("certificate ", certificates.size() + 1, " of ", path, " is damaged: ", reason));
  }
  if (certificates.empty()) return absl::InvalidArgumentError(absl::StrCat("no PEM certificate in ", path));
  return certificates;
}

absl::StatusOr<KeyHandle> ReadKey(const std::string& path) {
  absl::StatusOr<std::string> pem = ReadRegularFile(path, kMaxFileBytes);
  if (!pem.ok()) return pem.status();
  const BioHandle reader = Reader(*pem);
  bool was_asked = false;
  ERR_clear_error();
  KeyHandle key(PEM_read_bio_PrivateKey(reader.get(), nullptr, RefusePassphrase, &was_asked));
  const bool is_missing = pem->find("PRIVATE KEY-----") == std::string::npos;
  const std::string reason = TakeOpenSslError();
  OPENSSL_cleanse(pem->data(), pem->size());
  if (key != nullptr) return key;
  if (was_asked) {
    return absl::InvalidArgumentError(absl::StrCat("the key in ", path,
                                                   " has a passphrase; write it without one (openssl pkey -in ", path,
                                                   " -out FILE) and let only this user read the file"));
  }
  if (is_missing) return absl::InvalidArgumentError(absl::StrCat("no PEM key in ", path));
  return absl::InvalidArgumentError(absl::StrCat("the key in ", path, " is damaged: ", reason));
}

}  // namespace rollcall::rpc
