// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace rollcall::rpc {

// Of the libuv that runs.
std::string LibuvVersion();

}  // namespace rollcall::rpc
