// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "server/rpc/tls/client_certificate.h"
#include "server/rpc/tls/handshake_error.h"
#include "server/rpc/tls/sha256.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kMaxPlainBytes = 16 << 10;      // of a record: RFC 8446, section 5.1
constexpr size_t kMaxHandshakeBytes = 64 << 10;  // with a client's chain it is usually less than 10 KiB
// The message that changes keys (RFC 8446, section 4.6.3) costs this end much more work than the peer. Libraries send
// one after 2^24 records or more.
constexpr int kMaxKeyUpdates = 64;

// The alert decode_error in a record of its own, in the clear, as before a handshake (RFC 8446, sections 5.1 and 6).
constexpr std::string_view kDecodeError("\x15\x03\x03\x00\x02\x02\x32", 7);

// RFC 8446, section 4.1.3: a ServerHello whose random bytes, after four bytes of header and two of version, are this
// hash.
bool IsHelloRetryRequest(std::string_view message) {
  static const Sha256 random = Sha256Of("HelloRetryRequest");
  static constexpr size_t kBegin = 6;
  return message.size() >= kBegin + random.size() && message.front() == SSL3_MT_SERVER_HELLO &&
         std::memcmp(message.data() + kBegin, random.data(), random.size()) == 0;
}

}  // namespace

TlsStream::TlsStream(const TlsContext& context) : ssl_(SSL_new(context.current().get()), SSL_free) {
  CHECK(ssl_ != nullptr);
  BIO* const bio = NewCipherBio(bytes_).release();
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
  SSL_set_app_data(ssl_.get(), &refused_certificate_);
  SSL_set_msg_callback(ssl_.get(), SeeMessage);
  SSL_set_msg_callback_arg(ssl_.get(), this);
}

TlsStream::~TlsStream() = default;

absl::Status TlsStream::Receive(std::string_view cipher, const OnPlain& on_plain) {
  if (!error_.ok()) return error_;
  if (!IsEstablished()) {
    if (absl::Status status = Handshake(cipher, on_plain); !status.ok()) return status;
  }
  return cipher.empty() ? absl::OkStatus() : Decrypt(cipher, on_plain);
}

// Takes from `cipher` what the handshake may still use.
absl::Status TlsStream::Handshake(std::string_view& cipher, const OnPlain& on_plain) {
  if (absl::Status status = hello_guard_.Check(cipher); !status.ok()) {
    bytes_.output += kDecodeError;
    return Fail(std::move(status));
  }
  const std::string_view part = cipher.substr(0, kMaxHandshakeBytes - handshake_bytes_);
  handshake_bytes_ += part.size();
  cipher.remove_prefix(part.size());
  if (absl::Status status = Decrypt(part, on_plain); !status.ok()) return status;
  if (has_hurried_) {
    return Fail(absl::InvalidArgumentError("the client goes on before it has read the server's answer"));
  }
  if (IsEstablished() || cipher.empty()) return absl::OkStatus();
  return Fail(absl::InvalidArgumentError("the client's TLS handshake does not end"));
}

absl::Status TlsStream::Decrypt(std::string_view cipher, const OnPlain& on_plain) {
  bytes_.input = cipher;
  std::array<char, kMaxPlainBytes> plain;
  size_t size = 0;
  int result = 0;
  for (;;) {
    ERR_clear_error();
    result = SSL_read_ex(ssl_.get(), plain.data(), plain.size(), &size);
    if (result != 1) break;
    on_plain({plain.data(), size});
  }
  const int error = SSL_get_error(ssl_.get(), result);
  bytes_.input = {};
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_ZERO_RETURN) return Fail(TakeTlsError(refused_certificate_));
  if (key_updates_ <= kMaxKeyUpdates) return absl::OkStatus();
  return Fail(absl::InvalidArgumentError("the client changes its TLS keys too often"));
}

absl::Status TlsStream::Fail(absl::Status error) {
  error_ = std::move(error);
  return error_;
}

absl::Status TlsStream::Send(std::string_view plain) {
  CHECK(IsEstablished() || !error_.ok());
  if (!error_.ok() || plain.empty()) return error_;
  ERR_clear_error();
  size_t size = 0;
  if (SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &size) != 1) return TakeTlsError({});
  CHECK_EQ(size, plain.size());  // the output takes everything
  return absl::OkStatus();
}

void TlsStream::Close() {
  if (!error_.ok() || !IsEstablished()) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());  // 0: the peer's close_notify is still to come
}

bool TlsStream::IsEstablished() const { return SSL_is_init_finished(ssl_.get()) == 1; }

bool TlsStream::IsClosedByPeer() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

std::vector<std::string> TlsStream::PeerNames() const {
  const X509* const certificate = IsEstablished() ? SSL_get0_peer_certificate(ssl_.get()) : nullptr;
  return certificate == nullptr ? std::vector<std::string>() : NamesIn(*certificate);
}

void TlsStream::SeeMessage(int is_sent, int, int type, const void* message, size_t size, ssl_st*, void* stream) {
  if (type != SSL3_RT_HANDSHAKE) return;
  auto* const self = static_cast<TlsStream*>(stream);
  const std::string_view bytes(static_cast<const char*>(message), size);
  if (is_sent == 0 && bytes.starts_with(SSL3_MT_KEY_UPDATE)) ++self->key_updates_;
  if (is_sent == 1 && IsHelloRetryRequest(bytes)) self->OnHelloRetryRequest();
}

// The client now sends a second ClientHello. What came with the first one cannot be it, and would not have been looked
// at, so OpenSSL does not get it.
void TlsStream::OnHelloRetryRequest() {
  hello_guard_ = HelloGuard();
  has_hurried_ = !bytes_.input.empty();
  bytes_.input = {};
}

}  // namespace rollcall::rpc
