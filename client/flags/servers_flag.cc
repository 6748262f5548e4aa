// SPDX-License-Identifier: Apache-2.0
#include "client/flags/servers_flag.h"

#include <CLI/CLI.hpp>

#include "base/option_values.h"
#include "rollcall/client/servers.h"

namespace rollcall::client {
namespace {

// A CLI11 validator: returns the error, or an empty text if there is none.
std::string CheckServers(const std::string& text) {
  const auto servers = ParseServers(text);
  return servers.ok() ? "" : std::string(servers.status().message());
}

}  // namespace

CLI::Option* AddServers(CLI::App& command, const std::string& name, std::string& servers, const std::string& help) {
  return TakesCommaList(command.add_option(name, servers, help))->type_name("SERVERS")->check(CheckServers);
}

}  // namespace rollcall::client
