// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/http2/nghttp2_version.h"

#include <nghttp2/nghttp2.h>

namespace rollcall::rpc {

std::string Nghttp2Version() { return nghttp2_version(0)->version_str; }

}  // namespace rollcall::rpc
