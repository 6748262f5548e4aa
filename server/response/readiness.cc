// SPDX-License-Identifier: Apache-2.0
#include "server/response/readiness.h"

#include "server/response/not_ready.h"

namespace rollcall::response {

absl::Status Readiness(const state::Store& store) {
  const state::SourceStatus source = store.Source();
  const bool topic_is_usable =
      source.state != v1::SOURCE_STATE_TOPIC_MISSING && source.state != v1::SOURCE_STATE_TOPIC_UNSUITABLE;
  return topic_is_usable && store.IsReady() ? absl::OkStatus() : NotReady(source);
}

}  // namespace rollcall::response
