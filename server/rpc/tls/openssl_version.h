// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace rollcall::rpc {

// Of the OpenSSL that runs.
std::string OpensslVersion();

}  // namespace rollcall::rpc
