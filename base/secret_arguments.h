// SPDX-License-Identifier: Apache-2.0
// Hides secrets that are given on the command line.
#pragma once

#include <string>
#include <vector>

#include "base/cli11_types.h"

namespace rollcall {

// For options whose values are KEY=VALUE. Refuses a text without a key or '='. The error does not show the text,
// because it may be a secret in the wrong place.
CLI::Validator IsKeyValue();

// Overwrites VALUE in `argv` for each KEY=VALUE in `properties`, because everyone on the machine can read the command
// line (ps, /proc/PID/cmdline). Finds each form of the option (-X KEY=VALUE, -XKEY=VALUE, --long=KEY=VALUE). @FILE
// stays, because it is not a secret and shows an operator where to look. Does not change what was parsed. Call it as
// soon as possible after parsing: until then the secret is visible.
void HideSecretArguments(int argc, char** argv, const std::vector<std::string>& properties);

// The same for options whose whole value is a secret (--password VALUE, --password=VALUE).
void HideSecretValues(int argc, char** argv, const std::vector<std::string>& values);

}  // namespace rollcall
