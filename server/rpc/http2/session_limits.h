// SPDX-License-Identifier: Apache-2.0
// What one peer may ask of one HTTP/2 connection.
#pragma once

#include <cstddef>
#include <cstdint>

#include "server/rpc/http2/frame_budget.h"

namespace rollcall::rpc {

struct SessionLimits {
  uint32_t max_streams = 2000;           // at the same time
  size_t max_header_bytes = 16 << 10;    // of one request, names and values and 32 for each, as RFC 9113 counts
  uint32_t max_window_bytes = 64 << 10;  // of a request that is not read yet
  // Streams that the peer resets, or has to be reset because of what it sends; and frames that ask for nothing but an
  // answer or a change of settings: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, DATA without data.
  FrameBudget::Limits resets{.burst = 4000, .per_second = 400};
  FrameBudget::Limits control_frames{.burst = 2000, .per_second = 200};
};

}  // namespace rollcall::rpc
