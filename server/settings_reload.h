// SPDX-License-Identifier: Apache-2.0
// Reads the settings of a running server again: what can change changes, the rest is named. docs/lifecycle.md has the
// settings of both kinds. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/setting_values.h"
#include "server/options.h"

namespace rollcall {

class SettingsReload {
 public:
  struct Result {
    ServerOptions options;               // those in force from here on
    std::vector<SettingChange> taken;    // over
    std::vector<SettingChange> waiting;  // for a restart
  };

  // `arguments`: the command line, with its secrets. `options` and `values`: what it and the files said at the start.
  SettingsReload(std::vector<std::string> arguments, ServerOptions options, SettingValues values);

  const ServerOptions& options() const { return options_; }

  // What the variables and the files say now, on top of the same command line. INVALID_ARGUMENT, with what is wrong and
  // where, if they cannot be used. Changes nothing here; Keep makes a result the present one.
  absl::StatusOr<Result> Read() const;
  void Keep(const Result& result);

 private:
  const std::vector<std::string> arguments_;
  ServerOptions options_;  // in force
  SettingValues values_;   // of options_
};

}  // namespace rollcall
