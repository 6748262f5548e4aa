// SPDX-License-Identifier: Apache-2.0
// The first two lines of the live screen.
#pragma once

#include <string>

#include "client/cli/screen/line.h"
#include "client/cli/screen/screen_model.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Which server is watched, at which revision, and how old the evidence is: `header` is that of the newest checkpoint,
// with its answer_time moved to now; default before the first one. A warning comes first: "STALE 14 s: no broker".
// `connection_message` is empty if the connection is good. The texts are not sanitized yet.
Line StatusLine(const std::string& server, const v1::Header& header, const std::string& connection_message);

// "53 up, 3 down, 1 stale, 2 invalid  968 rows by name, 2 changed, 1 removed".
Line SummaryLine(const ScreenModel& model);

}  // namespace rollcall::cli
