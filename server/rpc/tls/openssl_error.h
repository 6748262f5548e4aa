// SPDX-License-Identifier: Apache-2.0
// OpenSSL's own words for what went wrong last in this thread.
#pragma once

#include <string>

namespace rollcall::rpc {

// The reason, such as "certificate verify failed". The thread's queue of errors is empty afterwards.
std::string TakeOpenSslError();

}  // namespace rollcall::rpc
