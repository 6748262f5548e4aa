// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/server_context.h"

#include <openssl/err.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "server/rpc/tls/client_certificate.h"
#include "server/rpc/tls/openssl_error.h"
#include "server/rpc/tls/pem_file.h"

namespace rollcall::rpc {
namespace {

constexpr char kTls12Ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
// Every library has one of these. The finite fields that OpenSSL would also take cost milliseconds a handshake.
constexpr char kKeyExchanges[] = "X25519:P-256:P-384:P-521";

// OpenSSL keeps a whole handshake message in memory, so each must have a bound. Chains are some KiB.
constexpr long kMaxClientChainBytes = 32 << 10;

int RequireAlpn(SSL* ssl, int* alert, void*) {
  const unsigned char* extension = nullptr;
  size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &extension, &size) == 1) {
    return SSL_CLIENT_HELLO_SUCCESS;
  }
  *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
  return SSL_CLIENT_HELLO_ERROR;
}

int SelectH2(SSL*, const unsigned char** selected, unsigned char* size, const unsigned char* offered,
             unsigned int offered_size, void*) {
  static constexpr unsigned char kH2[] = {2, 'h', '2'};
  // OpenSSL's function takes a pointer to what it does not change.
  const int result =
      SSL_select_next_proto(const_cast<unsigned char**>(selected), size, kH2, sizeof(kH2), offered, offered_size);
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void SetProtocol(SSL_CTX* context) {
  CHECK_EQ(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION), 1);
  CHECK_EQ(SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION), 1);
  CHECK_EQ(SSL_CTX_set_cipher_list(context, kTls12Ciphers), 1);
  CHECK_EQ(SSL_CTX_set1_groups_list(context, kKeyExchanges), 1);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  CHECK_EQ(SSL_CTX_set_num_tickets(context, 0), 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // an idle connection holds no buffers
  SSL_CTX_set_client_hello_cb(context, RequireAlpn, nullptr);
  SSL_CTX_set_alpn_select_cb(context, SelectH2, nullptr);
}

absl::Status CannotUse(const std::string& path) {
  return absl::InvalidArgumentError(absl::StrCat("cannot use ", path, ": ", TakeOpenSslError()));
}

absl::Status SetCertificate(SSL_CTX* context, const TlsFiles& files) {
  const absl::StatusOr<std::vector<CertificateHandle>> chain = ReadCertificates(files.certificate);
  if (!chain.ok()) return chain.status();
  const absl::StatusOr<KeyHandle> key = ReadKey(files.key);
  if (!key.ok()) return key.status();
  if (X509_check_private_key(chain->front().get(), key->get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(absl::StrCat(
        "the key in ", files.key, " does not belong to the certificate in ", files.certificate,
        (chain->size() > 1 ? ", of which the first is the server's" : ""), "; name the files of one pair"));
  }
  if (SSL_CTX_use_certificate(context, chain->front().get()) != 1) return CannotUse(files.certificate);
  if (SSL_CTX_use_PrivateKey(context, key->get()) != 1) return CannotUse(files.key);
  for (size_t i = 1; i < chain->size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1) return CannotUse(files.certificate);
  }
  return absl::OkStatus();
}

absl::Status SetClientCas(SSL_CTX* context, const std::string& path) {
  const absl::StatusOr<std::vector<CertificateHandle>> cas = ReadCertificates(path);
  if (!cas.ok()) return cas.status();
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  for (const CertificateHandle& ca : *cas) {
    if (X509_STORE_add_cert(store, ca.get()) != 1 || SSL_CTX_add_client_CA(context, ca.get()) != 1) {
      return CannotUse(path);
    }
  }
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);  // each is trusted by itself, an intermediate one too
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NoteRefusedCertificate);
  SSL_CTX_set_max_cert_list(context, kMaxClientChainBytes);
  return absl::OkStatus();
}

absl::Time ExpiryOf(const X509* certificate) {
  std::tm time{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) != 1) return absl::UnixEpoch();  // no client accepts it
  return absl::FromTM(time, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<std::shared_ptr<SSL_CTX>> NewServerContext(const TlsFiles& files) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  CHECK(context != nullptr);
  ERR_clear_error();
  SetProtocol(context.get());
  if (absl::Status status = SetCertificate(context.get(), files); !status.ok()) return status;
  if (files.client_ca.empty()) return context;
  if (absl::Status status = SetClientCas(context.get(), files.client_ca); !status.ok()) return status;
  return context;
}

absl::Time CertificateExpiry(SSL_CTX* context) {
  absl::Time expiry = ExpiryOf(SSL_CTX_get0_certificate(context));
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context, &chain);
  for (int i = 0; i < sk_X509_num(chain); ++i) expiry = std::min(expiry, ExpiryOf(sk_X509_value(chain, i)));
  return expiry;
}

}  // namespace rollcall::rpc
