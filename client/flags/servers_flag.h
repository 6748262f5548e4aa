// SPDX-License-Identifier: Apache-2.0
// Options that name the servers of Rollcall to ask.
#pragma once

#include <string>

#include "base/cli11_types.h"

namespace rollcall::client {

// Adds an option whose value is a list that ParseServers takes.
CLI::Option* AddServers(CLI::App& command, const std::string& name, std::string& servers, const std::string& help);

}  // namespace rollcall::client
