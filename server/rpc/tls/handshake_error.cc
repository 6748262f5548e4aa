// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/handshake_error.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "server/rpc/tls/openssl_error.h"

namespace rollcall::rpc {

absl::Status TakeTlsError(std::string_view refused) {
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  const std::string text = TakeOpenSslError();
  switch (reason) {
    case SSL_R_NO_APPLICATION_PROTOCOL:
      return absl::InvalidArgumentError("the client's ALPN does not offer h2, which gRPC needs");
    case SSL_R_CALLBACK_FAILED:  // RequireAlpn in server_context.cc
      return absl::InvalidArgumentError("the client sends no ALPN; it must offer h2");
    case SSL_R_UNSUPPORTED_PROTOCOL:
      return absl::InvalidArgumentError("the client offers neither TLS 1.2 nor TLS 1.3");
    case SSL_R_NO_SHARED_CIPHER:
      return absl::InvalidArgumentError(
          "the client offers no cipher that HTTP/2 allows and the server's certificate can be used with");
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return absl::UnauthenticatedError("the client sent no certificate, which this server requires");
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return absl::UnauthenticatedError(absl::StrCat("the client's certificate ", AbslView(refused)));
    default:
      break;
  }
  if (reason >= SSL_AD_REASON_OFFSET) {
    return absl::InvalidArgumentError(absl::StrCat("the client ended the TLS connection: ", text));
  }
  return absl::InvalidArgumentError(absl::StrCat("TLS failed: ", text));
}

}  // namespace rollcall::rpc
