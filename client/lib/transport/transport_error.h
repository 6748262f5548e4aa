// SPDX-License-Identifier: Apache-2.0
// Why a server could not be reached, or does not admit the caller, as far as gRPC says it. Pure functions.
#pragma once

#include "absl/status/status.h"

namespace rollcall::client {

enum class Security { kClearText, kTls };

enum class TransportProblem {
  kNone,                  // none of those below, or not known
  kClosedByServer,        // without an answer to clear text: it may expect TLS
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
// problem. It keeps its code and details.
absl::Status ExplainTransportError(absl::Status error, Security security);

// Makes the error of a call for which a file cannot be used, or whose token must not be sent. It is UNAVAILABLE,
// because a watch goes on trying: the file may be just being replaced.
absl::Status MakeUnusableFilesError(const absl::Status& why);

TransportProblem TransportProblemOf(const absl::Status& error);

}  // namespace rollcall::client
