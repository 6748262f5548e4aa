// SPDX-License-Identifier: Apache-2.0
// The name of this machine.
#pragma once

#include <optional>
#include <string>

namespace rollcall {

// As gethostname(2) gives it; nullopt if it gives none. Thread-safe.
std::optional<std::string> HostName();

}  // namespace rollcall
