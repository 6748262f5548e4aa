// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/evidence_gate.h"

#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// The first checkpoint may have been on its way for so long. A message that was slower than that only costs time.
constexpr absl::Duration kMaxTransit = absl::Seconds(1);

}  // namespace

// Between two checkpoints the server's clock cannot have gone further than ours, nor back. If it did, somebody set it,
// and as_of_time moved with it without any new evidence.
bool EvidenceGate::ClockWasSet(absl::Time answered, Instant now) const {
  const absl::Duration by_server = answered - anchor_->server;
  return by_server < absl::ZeroDuration() || by_server > now - anchor_->client + kMaxTransit;
}

std::string EvidenceGate::WhyNotTrusted(const v1::Header& header, Instant now) {
  if (header.has_answer_time()) {
    const absl::Time answered = client::ToTime(header.answer_time());
    if (!anchor_.has_value() || ClockWasSet(answered, now)) anchor_ = Anchor{.server = answered, .client = now};
  }
  if (std::string why = SourceText(header.source_state()); !why.empty()) return why;
  const bool is_new =
      anchor_.has_value() && header.has_as_of_time() && client::ToTime(header.as_of_time()) > anchor_->server;
  return is_new ? "" : "there is no evidence yet from after the wait began";
}

}  // namespace rollcall::cli
