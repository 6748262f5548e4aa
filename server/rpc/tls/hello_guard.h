// SPDX-License-Identifier: Apache-2.0
// Looks at the first bytes of a connection before OpenSSL does.
//
// OpenSSL takes a ClientHello of up to 128 KiB, and allocates all of it as soon as it has read nine bytes. So any
// number of peers could hold that much each for as long as a handshake may last.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace rollcall::rpc {

// Not thread-safe.
class HelloGuard {
 public:
  // Takes the next bytes that were received, in any pieces, from the first one of the connection on, or from the first
  // one after a HelloRetryRequest, where a change_cipher_spec may come before the ClientHello (RFC 8446, appendix D.4).
  // INVALID_ARGUMENT: the peer does not speak TLS, or its ClientHello is longer than that of any TLS client.
  absl::Status Check(std::string_view received);

 private:
  absl::Status CheckNext(unsigned char byte);

  size_t skipped_ = 0;        // bytes of the change_cipher_spec
  size_t seen_ = 0;           // bytes of the ClientHello
  unsigned char before_ = 0;  // the last of them
};

}  // namespace rollcall::rpc
