// SPDX-License-Identifier: Apache-2.0
// Certificates for one test, with keys on a small curve, made by OpenSSL in this process.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

namespace rollcall::testing {

struct CertificateOptions {
  std::string common_name = "localhost";
  std::string alternative_names{};  // as in openssl.cnf, such as "DNS:a,URI:spiffe://b"; empty: none
  std::string purpose{};            // extended key usage, such as "serverAuth"; empty: any
  std::string passphrase{};         // of the key; empty: none
  int valid_from_s = -3600;         // from now on
  int valid_until_s = 3600;
  int padding_bytes = 0;  // makes the certificate larger by about that
};

struct PemPair {
  std::string certificate;
  std::string key;
};

// A certificate authority. The name is its common name.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name);

  PemPair Issue(const CertificateOptions& options) const;
  const std::string& certificate() const { return pem_; }

 private:
  using Key = std::shared_ptr<EVP_PKEY>;
  using Certificate = std::shared_ptr<X509>;

  Key key_;
  Certificate certificate_;
  std::string pem_;
};

}  // namespace rollcall::testing
