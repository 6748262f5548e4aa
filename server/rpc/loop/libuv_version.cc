// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/libuv_version.h"

#include <uv.h>

namespace rollcall::rpc {

std::string LibuvVersion() { return uv_version_string(); }

}  // namespace rollcall::rpc
