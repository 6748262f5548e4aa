// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/openssl_error.h"

#include <openssl/err.h>

namespace rollcall::rpc {

std::string TakeOpenSslError() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason == nullptr ? "unknown error" : reason;
}

}  // namespace rollcall::rpc
