// SPDX-License-Identifier: Apache-2.0
// The certificate that a client has sent: whose it is, and why it is refused.
#pragma once

#include <string>
#include <vector>

#include "server/rpc/tls/openssl_handles.h"

namespace rollcall::rpc {

// The subject's common name, and the DNS names, URIs and e-mail addresses of subjectAltName. A name with a byte that
// cannot be printed is left out: it could be taken for another one.
std::vector<std::string> NamesIn(const X509& certificate);

// For SSL_CTX_set_verify. Describes a refused certificate in the std::string that is the SSL's app data.
int NoteRefusedCertificate(int is_accepted, X509_STORE_CTX* verification);

}  // namespace rollcall::rpc
