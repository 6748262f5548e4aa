// Events as NDJSON: one object with `type` for each event. docs/client.md is the manual of the fields.
#pragma once

#include <string>

#include "client/render/event.h"

namespace rollcall::client {

// Without the line end.
std::string EventJson(const Event& event);

}  // namespace rollcall::client
