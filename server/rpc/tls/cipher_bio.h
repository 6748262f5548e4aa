// SPDX-License-Identifier: Apache-2.0
// The network as OpenSSL sees it: it reads what was received and appends what is to be sent.
//
// Two memory BIOs of OpenSSL would do the same with one more copy, and each keeps its largest buffer for as long as the
// connection lives.
#pragma once

#include <string>
#include <string_view>

#include "server/rpc/tls/openssl_handles.h"

namespace rollcall::rpc {

struct CipherBytes {
  std::string_view input;
  std::string output;
};

// `bytes` must live as long as the BIO. An empty input means that more may come.
BioHandle NewCipherBio(CipherBytes& bytes);

}  // namespace rollcall::rpc
