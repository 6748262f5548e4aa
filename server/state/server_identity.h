// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace rollcall::state {

inline constexpr size_t kMaxServerIdBytes = 128;  // as the API promises (rollcall.proto, Header.server_id)

// The server that answers, as headers show it. Both are UTF-8.
struct ServerIdentity {
  std::string id;       // what an operator calls it
  std::string version;  // of Rollcall
};
using ServerIdentityPtr = std::shared_ptr<const ServerIdentity>;

}  // namespace rollcall::state
