// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/tls_client.h"

#include <openssl/pem.h>

#include <array>

#include "base/check.h"

namespace rollcall::testing {
namespace {

std::shared_ptr<BIO> ReaderOf(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

void UseCertificate(SSL_CTX* context, const PemPair& pair) {
  const std::shared_ptr<X509> certificate(
      PEM_read_bio_X509(ReaderOf(pair.certificate).get(), nullptr, nullptr, nullptr), X509_free);
  const std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(ReaderOf(pair.key).get(), nullptr, nullptr, nullptr),
                                      EVP_PKEY_free);
  CHECK_EQ(SSL_CTX_use_certificate(context, certificate.get()), 1);
  CHECK_EQ(SSL_CTX_use_PrivateKey(context, key.get()), 1);
}

}  // namespace

TlsClient::TlsClient(const TlsClientOptions& options) : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
  SSL_CTX_set_security_level(context_.get(), 0);  // so that it can offer what a server should refuse
  SSL_CTX_set_min_proto_version(context_.get(), options.version);
  SSL_CTX_set_max_proto_version(context_.get(), options.version);
  if (!options.certificate.key.empty()) UseCertificate(context_.get(), options.certificate);
  ssl_ = std::shared_ptr<SSL>(SSL_new(context_.get()), SSL_free);
  // OpenSSL takes unsigned characters.
  const auto* const alpn = reinterpret_cast<const unsigned char*>(options.alpn.data());
  if (!options.alpn.empty()) SSL_set_alpn_protos(ssl_.get(), alpn, static_cast<unsigned int>(options.alpn.size()));
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  BIO_set_mem_eof_return(SSL_get_rbio(ssl_.get()), -1);
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_info_callback(ssl_.get(), NoteAlert);
  SSL_set_connect_state(ssl_.get());
}

void TlsClient::Write(std::string_view plain) {
  CHECK_EQ(SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size())), static_cast<int>(plain.size()));
}

std::string TlsClient::TakeOutput() {
  std::string output(BIO_ctrl_pending(SSL_get_wbio(ssl_.get())), '\0');
  if (!output.empty()) BIO_read(SSL_get_wbio(ssl_.get()), output.data(), static_cast<int>(output.size()));
  return output;
}

void TlsClient::Receive(std::string_view cipher) {
  if (!cipher.empty()) BIO_write(SSL_get_rbio(ssl_.get()), cipher.data(), static_cast<int>(cipher.size()));
}

std::string TlsClient::Read() {
  std::string plain;
  std::array<char, 16384> piece;
  for (int size = 0; (size = SSL_read(ssl_.get(), piece.data(), piece.size())) > 0;) {
    plain.append(piece.data(), static_cast<size_t>(size));
  }
  return plain;
}

std::string TlsClient::ServerName() const {
  std::array<char, 100> name{};
  const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr) return "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(), name.size());
  return name.data();
}

void TlsClient::NoteAlert(const SSL* ssl, int where, int value) {
  if (where != SSL_CB_READ_ALERT || (value >> 8) != SSL3_AL_FATAL) return;
  static_cast<TlsClient*>(SSL_get_app_data(ssl))->alert_ = value & 0xff;
}

}  // namespace rollcall::testing
