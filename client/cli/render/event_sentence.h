// SPDX-License-Identifier: Apache-2.0
// Events as sentences for a person who reads a log.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "client/cli/render/event.h"

namespace rollcall::cli {

// "TIME what happened", sanitised, without the line end. `now` is the reader's clock.
std::string EventSentence(const Event& event, absl::Time now);

}  // namespace rollcall::cli
