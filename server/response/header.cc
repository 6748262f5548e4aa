// SPDX-License-Identifier: Apache-2.0
#include "server/response/header.h"

#include "base/check.h"
#include "server/encoding/proto_time.h"

namespace rollcall::response {

v1::Header MakeHeader(const Totals& totals, const state::SourceStatus& source, absl::Time as_of, absl::Time now) {
  CHECK_GE(totals.node_count, 0);
  CHECK_GE(totals.problem_count, 0);
  const state::SourceStatus present = source.At(now);
  const absl::Time shown_as_of = state::EvidenceAt(as_of, now);
  v1::Header header;
  header.set_revision(totals.revision);
  if (shown_as_of != absl::InfinitePast()) encoding::SetTimestamp(shown_as_of, *header.mutable_as_of_time());
  header.set_source_state(present.state);
  encoding::SetTimestamp(present.state_since, *header.mutable_source_state_time());
  header.set_digest(totals.digest);
  header.set_node_count(totals.node_count);
  header.set_problem_count(totals.problem_count);
  header.set_cluster_id(present.cluster_id);
  header.set_topic(present.topic);
  encoding::SetTimestamp(now, *header.mutable_answer_time());
  return header;
}

}  // namespace rollcall::response
