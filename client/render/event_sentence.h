// Events as sentences for a person who reads a log.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "client/render/event.h"

namespace rollcall::client {

// "TIME what happened", sanitised, without the line end. `now` is the reader's clock.
std::string EventSentence(const Event& event, absl::Time now);

}  // namespace rollcall::client
