// SPDX-License-Identifier: Apache-2.0
// What a server logs when a limit refuses or ends something, each at most once a minute for the same peer and reason.
// Its event loops share it. Thread-safe.
#pragma once

#include "base/log.h"

namespace rollcall::rpc {

struct LimitLog {
  RepeatedFault connections_refused;
  RepeatedFault connections_ended;
  RepeatedFault calls_refused;
  RepeatedFault requests_refused;
  RepeatedFault unsent;
};

}  // namespace rollcall::rpc
