// SPDX-License-Identifier: Apache-2.0
// The option --log-format of the programs that log.
#pragma once

#include "base/cli11_types.h"
#include "base/log.h"

namespace rollcall {

// Adds --log-format text|json.
void AddLogFormat(CLI::App& app, LogFormat& format);

}  // namespace rollcall
