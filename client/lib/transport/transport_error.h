// SPDX-License-Identifier: Apache-2.0
// Why a server could not be reached, did not answer as a rollcalld does, or does not admit the caller, as far as gRPC
// says it. Pure functions.
#pragma once

#include "absl/status/status.h"

namespace rollcall::client {

enum class Security { kClearText, kTls };

enum class TransportProblem {
  kNone,                  // none of those below, or not known
  kClosedByServer,        // without an answer to clear text: it may expect TLS, or be another service
  kSilent,                // it takes connections and sends nothing
  kHttpAnswer,            // an HTTP status that is no answer to a gRPC call: a web server or an HTTP proxy
  kOtherService,          // it speaks gRPC or HTTP/2, but is no rollcalld
  kProxy,                 // the HTTP proxy on the way to the server does not connect to it
  kNoTls,                 // the server does not speak TLS
  kNoHttp2,               // the server speaks another protocol
  kUntrustedCertificate,  // no known CA has signed it, or it is not valid now
  kWrongName,             // the certificate is for another name
  kClosedInHandshake,     // the server may require a certificate, or refuse the one that it got
  kUnusableFiles,         // a certificate, key or token cannot be used
  kNoSystemCas,
  kUnauthenticated,
  kPermissionDenied,
};

// Returns `error`, which a call of gRPC ended with, with a message for a person where gRPC's is none, and with its
// problem. It keeps its details, and its code unless the answer was not a rollcalld's: such an error is UNAVAILABLE,
// since no rollcalld was reached.
absl::Status ExplainTransportError(absl::Status error, Security security);

// Makes the error of a call for which a file cannot be used, or whose token must not be sent. It is UNAVAILABLE,
// because a watch goes on trying: the file may be just being replaced.
absl::Status MakeUnusableFilesError(const absl::Status& why);

// Makes the error of a call for which the proxy's URL cannot be used.
absl::Status MakeUnusableProxyError(const absl::Status& why);

// Returns `error` with this problem.
absl::Status WithTransportProblem(absl::Status error, TransportProblem problem);

TransportProblem TransportProblemOf(const absl::Status& error);

}  // namespace rollcall::client
