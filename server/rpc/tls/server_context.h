// SPDX-License-Identifier: Apache-2.0
// How the server speaks TLS, as an SSL_CTX of OpenSSL. Thread-safe.
//
// TLS 1.2 with the ciphers that HTTP/2 allows (RFC 9113, section 9.2.2), and TLS 1.3. No compression, no
// renegotiation. No sessions are resumed: gRPC's connections are long and few clients would ask for it, each ticket
// costs memory, and a resumed session is not verified again, so it would outlive its certificate or its CA.
//
// Every client has to offer the protocol "h2" by ALPN, and one that does not, or offers no ALPN at all, gets the alert
// no_application_protocol. HTTP/2 over TLS demands ALPN (RFC 9113, section 3.2), each gRPC library sends it, and bytes
// that were meant for another protocol are never taken for a call.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/rpc/tls/openssl_handles.h"
#include "server/rpc/tls/tls_context.h"

namespace rollcall::rpc {

// Reads the files. Errors are those of TlsContext::Load.
absl::StatusOr<std::shared_ptr<SSL_CTX>> NewServerContext(const TlsFiles& files);

// When its certificate, or another one of its chain, expires: the earliest of these times.
absl::Time CertificateExpiry(SSL_CTX* context);

}  // namespace rollcall::rpc
