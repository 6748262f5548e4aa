// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace rollcall::state {

// The server that answers, as headers show it. Both are UTF-8.
struct ServerIdentity {
  std::string id;       // what an operator calls it
  std::string version;  // of Rollcall
};

}  // namespace rollcall::state
