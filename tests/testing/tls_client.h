// SPDX-License-Identifier: Apache-2.0
// A TLS client of OpenSSL in memory. It says what it is to send, and takes what it is to receive.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "tests/testing/test_certificates.h"

namespace rollcall::testing {

struct TlsClientOptions {
  int version = TLS1_3_VERSION;  // the only one that it speaks
  std::string alpn = "\x02h2";   // as on the wire; empty: none
  PemPair certificate{};         // empty: none
};

class TlsClient {
 public:
  explicit TlsClient(const TlsClientOptions& options);

  // Continues the handshake. False if it cannot go on for now.
  bool Connect() { return SSL_do_handshake(ssl_.get()) == 1; }
  void Write(std::string_view plain);
  void Close() { SSL_shutdown(ssl_.get()); }
  // What it wants to send.
  std::string TakeOutput();
  void Receive(std::string_view cipher);
  // What it has received and could decrypt.
  std::string Read();

  bool IsClosedByServer() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  // The last fatal alert of the server, as SSL_AD_… of OpenSSL; -1 if there was none.
  int alert() const { return alert_; }
  // The common name of the server's certificate.
  std::string ServerName() const;
  SSL* ssl() { return ssl_.get(); }

 private:
  static void NoteAlert(const SSL* ssl, int where, int value);

  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SSL> ssl_;
  int alert_ = -1;
};

}  // namespace rollcall::testing
