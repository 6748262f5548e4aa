// SPDX-License-Identifier: Apache-2.0
// What is wrong on the way to a server, as far as it is known.
#pragma once

#include "absl/status/status.h"

namespace rollcall::client {

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

// That of the error of a call. Thread-safe.
TransportProblem TransportProblemOf(const absl::Status& error);

}  // namespace rollcall::client
