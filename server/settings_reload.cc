// SPDX-License-Identifier: Apache-2.0
#include "server/settings_reload.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/settings.h"

namespace rollcall {
namespace {

// An option whose change a running server takes over.
struct Reloadable {
  std::string_view name;
  void (*take)(const ServerOptions& wanted, ServerOptions& options);
};

void TakeTls(const ServerOptions& wanted, ServerOptions& options) { options.security.tls = wanted.security.tls; }
void TakeAccess(const ServerOptions& wanted, ServerOptions& options) {
  options.security.access = wanted.security.access;
}

template <auto Limit>
void TakeRpcLimit(const ServerOptions& wanted, ServerOptions& options) {
  options.rpc_limits.*Limit = wanted.rpc_limits.*Limit;
}

constexpr std::array<Reloadable, 12> kReloadable = {{
    {"allow-identity", TakeAccess},
    {"drain", [](const ServerOptions& wanted, ServerOptions& options) { options.drain = wanted.drain; }},
    {"log-level", [](const ServerOptions& wanted, ServerOptions& options) { options.log_level = wanted.log_level; }},
    {"max-calls-per-peer", TakeRpcLimit<&rpc::RpcLimits::max_calls_per_peer>},
    {"max-connections", TakeRpcLimit<&rpc::RpcLimits::max_connections>},
    {"max-connections-per-peer", TakeRpcLimit<&rpc::RpcLimits::max_connections_per_peer>},
    {"max-unsent-bytes", TakeRpcLimit<&rpc::RpcLimits::max_unsent_bytes>},
    {"max-watchers",
     [](const ServerOptions& wanted, ServerOptions& options) {
       options.watch_limits.max_watchers = wanted.watch_limits.max_watchers;
     }},
    {"tls-cert", TakeTls},
    {"tls-client-ca", TakeTls},
    {"tls-key", TakeTls},
    {"token-file", TakeAccess},
}};

bool HasTls(const ServerOptions& options) { return !options.security.tls.certificate.empty(); }

// Null if the change of the option needs a restart. `turns_tls`: on or off, while connections that are open go on
// without it, or with it.
const Reloadable* Find(std::string_view name, bool turns_tls) {
  if (turns_tls && name.starts_with("tls-")) return nullptr;
  const auto found = std::find_if(kReloadable.begin(), kReloadable.end(),
                                  [name](const Reloadable& option) { return option.name == name; });
  return found == kReloadable.end() ? nullptr : &*found;
}

struct Reading {
  ServerOptions options;
  SettingValues values;
};

absl::StatusOr<Reading> ReadAgain(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  Reading reading;
  CLI::App app("", kServerProgram);
  DefineOptions(app, reading.options);
  LoadedSettings loaded;
  absl::Status status = TryParseSettings(app, static_cast<int>(argv.size()), argv.data(), {}, loaded);
  if (status.ok()) status = CheckOptions(reading.options);
  if (!status.ok()) return status;
  reading.values = ValuesOf(app, loaded);
  return reading;
}

}  // namespace

SettingsReload::SettingsReload(std::vector<std::string> arguments, ServerOptions options, SettingValues values)
    : arguments_(std::move(arguments)), options_(std::move(options)), values_(std::move(values)) {}

absl::StatusOr<SettingsReload::Result> SettingsReload::Read() const {
  const absl::StatusOr<Reading> reading = ReadAgain(arguments_);
  if (!reading.ok()) return reading.status();
  const bool turns_tls = HasTls(reading->options) != HasTls(options_);
  Result result{.options = options_, .taken = {}, .waiting = {}};
  for (const SettingChange& change : Differences(values_, reading->values)) {
    const Reloadable* const option = Find(change.name, turns_tls);
    if (option != nullptr) option->take(reading->options, result.options);
    (option != nullptr ? result.taken : result.waiting).push_back(change);
  }
  if (absl::Status status = CheckOptions(result.options); !status.ok()) return status;
  return result;
}

void SettingsReload::Keep(const Result& result) {
  options_ = result.options;
  for (const SettingChange& change : result.taken) values_[change.name] = change.after;
}

}  // namespace rollcall
