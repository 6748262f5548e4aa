// SPDX-License-Identifier: Apache-2.0
// Events as NDJSON: one object with a `type` for each event. docs/client.md describes the fields.
#pragma once

#include <string>

#include "client/cli/render/event.h"

namespace rollcall::cli {

// Without the line end.
std::string EventJson(const Event& event);

}  // namespace rollcall::cli
