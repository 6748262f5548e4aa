// SPDX-License-Identifier: Apache-2.0
// Events as NDJSON: one object with `type` for each event. docs/client.md is the manual of the fields.
#pragma once

#include <string>

#include "client/cli/render/event.h"

namespace rollcall::cli {

// Without the line end.
std::string EventJson(const Event& event);

}  // namespace rollcall::cli
