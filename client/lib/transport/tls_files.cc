// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/tls_files.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/deleter.h"
#include "base/regular_file.h"

namespace rollcall::client {
namespace {

constexpr size_t kMaxFileBytes = 16 << 20;  // far more than the CAs of a system

using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Source = std::unique_ptr<BIO, Deleter<BIO_free>>;

Source SourceOf(const std::string& pem) { return Source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

// OpenSSL would ask the terminal for the password of an encrypted key.
int NoPassword(char*, int, int, void*) { return -1; }

// The first certificate; null if there is none.
Certificate ParseCertificate(const std::string& pem) {
  Certificate certificate(PEM_read_bio_X509(SourceOf(pem).get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  return certificate;
}

Key ParseKey(const std::string& pem) {
  Key key(PEM_read_bio_PrivateKey(SourceOf(pem).get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  return key;
}

absl::Status Unusable(const std::string& path, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("cannot use ", path, ": ", AbslView(why)));
}

absl::StatusOr<std::string> ReadCertificates(const std::string& path) {
  absl::StatusOr<std::string> pem = ReadRegularFile(path, kMaxFileBytes);
  if (!pem.ok() || ParseCertificate(*pem) != nullptr) return pem;
  return Unusable(path, "it has no certificate in PEM form");
}

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  absl::StatusOr<std::string> pem = ReadRegularFile(path, kMaxFileBytes);
  if (!pem.ok() || ParseKey(*pem) != nullptr) return pem;
  if (absl::StrContains(*pem, "ENCRYPTED")) return Unusable(path, "its key is encrypted; give one without a password");
  return Unusable(path, "it has no private key in PEM form");
}

absl::Status CheckPair(const TlsOptions& options, const TlsFiles& files) {
  const bool belongs =
      X509_check_private_key(ParseCertificate(files.certificate).get(), ParseKey(files.key).get()) == 1;
  ERR_clear_error();
  if (belongs) return absl::OkStatus();
  return Unusable(options.key_file, absl::StrCat("it is not the key of the certificate ", options.certificate_file));
}

absl::Status ReadPair(const TlsOptions& options, TlsFiles& files) {
  absl::StatusOr<std::string> certificate = ReadCertificates(options.certificate_file);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadKey(options.key_file);
  if (!key.ok()) return key.status();
  files.certificate = *std::move(certificate);
  files.key = *std::move(key);
  return CheckPair(options, files);
}

}  // namespace

absl::StatusOr<TlsFiles> ReadTlsFiles(const TlsOptions& options) {
  TlsFiles files;
  if (!options.ca_file.empty()) {
    absl::StatusOr<std::string> ca = ReadCertificates(options.ca_file);
    if (!ca.ok()) return ca.status();
    files.ca = *std::move(ca);
  }
  if (options.certificate_file.empty() != options.key_file.empty()) {
    return absl::InvalidArgumentError("a client certificate and its key are only of use together; name both files");
  }
  if (options.certificate_file.empty()) return files;
  if (absl::Status pair = ReadPair(options, files); !pair.ok()) return pair;
  return files;
}

}  // namespace rollcall::client
