// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/test_certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <functional>

#include "base/check.h"

namespace rollcall::testing {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

Key NewKey() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

std::string ToPem(const std::function<int(BIO*)>& write) {
  const std::shared_ptr<BIO> bio(BIO_new(BIO_s_mem()), BIO_free);
  CHECK_EQ(write(bio.get()), 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<size_t>(size)};
}

std::string KeyToPem(EVP_PKEY& key, const std::string& passphrase) {
  const EVP_CIPHER* const cipher = passphrase.empty() ? nullptr : EVP_aes_128_cbc();
  return ToPem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, &key, cipher, nullptr, 0, nullptr,
                                    passphrase.empty() ? nullptr : const_cast<char*>(passphrase.c_str()));
  });
}

std::string CertificateToPem(X509& certificate) {
  return ToPem([&](BIO* bio) { return PEM_write_bio_X509(bio, &certificate); });
}

void AddExtension(X509& certificate, int nid, const std::string& value) {
  if (value.empty()) return;
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  CHECK(extension != nullptr);
  CHECK_EQ(X509_add_ext(&certificate, extension, -1), 1);
  X509_EXTENSION_free(extension);
}

Certificate NewCertificate(const CertificateOptions& options, EVP_PKEY& key) {
  static long serial = 0;
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), options.valid_from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), options.valid_until_s);
  // OpenSSL takes unsigned characters.
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(options.common_name.data()),
                             static_cast<int>(options.common_name.size()), -1, 0);
  X509_set_pubkey(certificate.get(), &key);
  return certificate;
}

void Sign(X509& certificate, X509& issuer, EVP_PKEY& key) {
  CHECK_EQ(X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer)), 1);
  CHECK_GT(X509_sign(&certificate, &key, EVP_sha256()), 0);
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name)
    : key_(NewKey()), certificate_(NewCertificate({.common_name = name}, *key_)) {
  AddExtension(*certificate_, NID_basic_constraints, "critical,CA:TRUE");
  Sign(*certificate_, *certificate_, *key_);
  pem_ = CertificateToPem(*certificate_);
}

PemPair TestAuthority::Issue(const CertificateOptions& options) const {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(options, *key);
  AddExtension(*certificate, NID_subject_alt_name, options.alternative_names);
  AddExtension(*certificate, NID_ext_key_usage, options.purpose);
  AddExtension(*certificate, NID_netscape_comment, std::string(static_cast<size_t>(options.padding_bytes), 'x'));
  Sign(*certificate, *certificate_, *key_);
  return {CertificateToPem(*certificate), KeyToPem(*key, options.passphrase)};
}

}  // namespace rollcall::testing
