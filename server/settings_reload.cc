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

// TakeOver has a line for each.
constexpr std::array<std::string_view, 12> kReloadable = {
    "allow-identity",     "drain",           "log-level",
    "max-calls-per-peer", "max-connections", "max-connections-per-peer",
    "tls-cert",           "tls-key",         "max-unsent-bytes",
    "max-watchers",       "tls-client-ca",   "token-file"};

constexpr std::string_view kTlsPrefix = "tls-";

bool HasTls(const ServerOptions& options) { return !options.security.tls.certificate.empty(); }

void TakeOver(const ServerOptions& wanted, ServerOptions& options) {
  options.drain = wanted.drain;
  options.log_level = wanted.log_level;
  options.watch_limits.max_watchers = wanted.watch_limits.max_watchers;
  options.rpc_limits.max_connections = wanted.rpc_limits.max_connections;
  options.rpc_limits.max_connections_per_peer = wanted.rpc_limits.max_connections_per_peer;
  options.rpc_limits.max_calls_per_peer = wanted.rpc_limits.max_calls_per_peer;
  options.rpc_limits.max_unsent_bytes = wanted.rpc_limits.max_unsent_bytes;
  options.security.access = wanted.security.access;
  // Connections that are open would go on without TLS, or with it.
  if (HasTls(wanted) == HasTls(options)) options.security.tls = wanted.security.tls;
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

bool IsReloadable(const std::string& name) {
  return std::find(kReloadable.begin(), kReloadable.end(), name) != kReloadable.end();
}

SettingsReload::SettingsReload(std::vector<std::string> arguments, ServerOptions options, SettingValues values)
    : arguments_(std::move(arguments)), options_(std::move(options)), values_(std::move(values)) {}

absl::StatusOr<SettingsReload::Result> SettingsReload::Read() const {
  const absl::StatusOr<Reading> reading = ReadAgain(arguments_);
  if (!reading.ok()) return reading.status();
  const bool keeps_tls = HasTls(reading->options) != HasTls(options_);
  Result result{.options = options_, .taken = {}, .waiting = {}};
  TakeOver(reading->options, result.options);
  for (const SettingChange& change : Differences(values_, reading->values)) {
    const bool is_kept_tls = keeps_tls && change.name.compare(0, kTlsPrefix.size(), kTlsPrefix) == 0;
    (IsReloadable(change.name) && !is_kept_tls ? result.taken : result.waiting).push_back(change);
  }
  if (absl::Status status = CheckOptions(result.options); !status.ok()) return status;
  return result;
}

void SettingsReload::Keep(const Result& result) {
  options_ = result.options;
  for (const SettingChange& change : result.taken) values_[change.name] = change.after;
}

}  // namespace rollcall
