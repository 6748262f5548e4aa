// SPDX-License-Identifier: Apache-2.0
// The server's end of one TLS connection, without a socket: takes and gives bytes. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "server/rpc/tls/tls_context.h"

struct ssl_st;  // OpenSSL's SSL

namespace rollcall::rpc {

class TlsStream {
 public:
  using OnPlain = std::function<void(std::string_view plain)>;

  explicit TlsStream(const TlsContext& context);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // Takes bytes that were received and calls `on_plain` with what they hold, piece by piece; the pieces are only valid
  // during the call. An error ends the connection: it says what the peer did wrong, such as a certificate that is not
  // accepted, or clear text instead of TLS. What is to be sent then, an alert, is in output().
  absl::Status Receive(std::string_view cipher, const OnPlain& on_plain);

  // Encrypts. Only after the handshake.
  absl::Status Send(std::string_view plain);

  // Tells the peer that nothing more follows (close_notify).
  void Close();

  // What is to be sent to the peer. The caller takes it away.
  std::string& output() { return output_; }

  // Whether the handshake is over.
  bool IsEstablished() const;
  // The names in the client's certificate, which was verified: the subject's common name, and the DNS names, URIs and
  // e-mail addresses of subjectAltName. Empty if it has sent none.
  std::vector<std::string> PeerNames() const;

 private:
  std::shared_ptr<ssl_ctx_st> context_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  std::string_view input_;  // what Receive was given and OpenSSL has not read yet
  std::string output_;
};

}  // namespace rollcall::rpc
