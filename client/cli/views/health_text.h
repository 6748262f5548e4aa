// SPDX-License-Identifier: Apache-2.0
// The health of servers, for a person.
#pragma once

#include <string>
#include <vector>

#include "client/cli/views/health.h"

namespace rollcall::cli {

// Lines of NAME: VALUE about one server. `client_version` is what this program calls itself.
std::string HealthText(const client::ServerHealth& health, const std::string& client_version);

// One row for each server.
std::string HealthTable(const std::vector<client::ServerHealth>& servers);

// One JSON object with a line end; docs/client.md has its fields.
std::string HealthJson(const std::vector<client::ServerHealth>& servers, const std::string& client_version);

}  // namespace rollcall::cli
