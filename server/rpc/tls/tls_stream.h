// SPDX-License-Identifier: Apache-2.0
// The server's end of one TLS connection, without a socket: takes and gives bytes. Not thread-safe.
//
// Memory does not grow with what a peer sends: the handshake takes at most 64 KiB of bytes and its messages have bounds
// of their own, and after it a peer may change its keys a limited number of times. An idle connection has no buffers.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "server/rpc/tls/cipher_bio.h"
#include "server/rpc/tls/hello_guard.h"
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

  // Takes bytes that were received and calls `on_plain` with what they hold, in pieces of at most 16 KiB, which are
  // only valid during the call; it may call Send and Close, but not Receive, and must not end this object. An error
  // ends the connection, and later calls return it again: it says what the peer did wrong, such as clear text instead
  // of TLS (INVALID_ARGUMENT) or a certificate that is not accepted (UNAUTHENTICATED). What is to be sent then, an
  // alert, is in output(). Bytes after the peer's close_notify are ignored.
  absl::Status Receive(std::string_view cipher, const OnPlain& on_plain);

  // Encrypts, in records of at most 16 KiB. Only after the handshake. An error means that the connection has ended, by
  // an error of Receive or by Close.
  absl::Status Send(std::string_view plain);

  // Tells the peer that nothing more follows (close_notify). Does nothing before the handshake is over, after an error,
  // and if it was called before.
  void Close();

  // What is to be sent to the peer. The caller takes it away.
  std::string& output() { return bytes_.output; }

  // Whether the handshake is over. The client has agreed on h2 then, and its certificate is verified if one is needed.
  bool IsEstablished() const;
  // Whether the peer has said that it sends nothing more (close_notify). If its socket ends without that, what it sent
  // may be cut.
  bool IsClosedByPeer() const;
  // The names in the client's certificate, which was verified: the subject's common name, and the DNS names, URIs and
  // e-mail addresses of subjectAltName. Empty if it has sent none.
  std::vector<std::string> PeerNames() const;

 private:
  absl::Status Handshake(std::string_view& cipher, const OnPlain& on_plain);
  absl::Status Decrypt(std::string_view cipher, const OnPlain& on_plain);
  absl::Status Fail(absl::Status error);
  // Called by OpenSSL for each message that is sent or received.
  static void SeeMessage(int is_sent, int version, int type, const void* message, size_t size, ssl_st* ssl,
                         void* stream);
  void OnHelloRetryRequest();

  CipherBytes bytes_;
  std::string refused_certificate_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  HelloGuard hello_guard_;
  absl::Status error_;
  size_t handshake_bytes_ = 0;
  bool has_hurried_ = false;  // the peer has sent more than a ClientHello that had to be sent again
  int key_updates_ = 0;
};

}  // namespace rollcall::rpc
