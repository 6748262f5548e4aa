// SPDX-License-Identifier: Apache-2.0
#include "client/flags/transport_advice.h"

#include "rollcall/client/transport_problem.h"

namespace rollcall::client {

std::string_view TransportAdvice(const absl::Status& error) {
  switch (TransportProblemOf(error)) {
    case TransportProblem::kClosedByServer:
      return "check the port; if the server speaks TLS, give --tls, with --tls-ca FILE if its CA is not one of the "
             "system's";
    case TransportProblem::kSilent:
      return "check the port, and whether the server hangs";
    case TransportProblem::kHttpAnswer:
    case TransportProblem::kOtherService:
      return "name the address of rollcalld's API with --server or ROLLCALL_SERVER; what is before it must pass on "
             "gRPC";
    case TransportProblem::kProxy:
      return "check the proxy, or name the server in no_proxy";
    case TransportProblem::kNoTls:
      return "check the port, or leave out --tls and the other options of TLS";
    case TransportProblem::kNoHttp2:
      return "check that the address is that of rollcalld's API";
    case TransportProblem::kUntrustedCertificate:
      return "name the CA that signed it with --tls-ca; if you did, look at its dates (openssl s_client -connect "
             "HOST:PORT)";
    case TransportProblem::kWrongName:
      return "address the server by a name of its certificate, or give that name with --tls-server-name";
    case TransportProblem::kClosedInHandshake:
      return "give a certificate that the server accepts with --tls-cert and --tls-key, and see the server's log";
    case TransportProblem::kUnusableFiles:
      return "correct the file, or name another";
    case TransportProblem::kNoSystemCas:
      return "install the system's CA certificates (ca-certificates), or name a CA with --tls-ca";
    case TransportProblem::kUnauthenticated:
      return "give a token that the server knows with --token-file, or a certificate with --tls-cert and --tls-key";
    case TransportProblem::kPermissionDenied:
      return "use a token or certificate that the server's operator has allowed to do this";
    case TransportProblem::kNone:
      return "";
  }
  return "";
}

}  // namespace rollcall::client
