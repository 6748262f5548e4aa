// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace rollcall::rpc {

// Of the nghttp2 that runs.
std::string Nghttp2Version();

}  // namespace rollcall::rpc
