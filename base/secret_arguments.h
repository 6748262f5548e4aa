// SPDX-License-Identifier: Apache-2.0
// Keeping secrets that are given on the command line to those who gave them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace rollcall {

// For options whose values are KEY=VALUE: refuses one without a key or '=', and shows nothing of it, because what
// stands there may be a secret that missed its place.
CLI::Validator IsKeyValue();

// Takes VALUE out of `argv`, where everybody on the machine can read it (ps, /proc/PID/cmdline), for each KEY=VALUE in
// `properties`, in whatever form the option was given (-X KEY=VALUE, -XKEY=VALUE, --long=KEY=VALUE). @FILE stays: it is
// no secret and tells an operator where to look. Nothing that was parsed changes. To be called once parsing is done, as
// early as can be: until then the secret was there to see.
void HideSecretArguments(int argc, char** argv, const std::vector<std::string>& properties);

}  // namespace rollcall
