// SPDX-License-Identifier: Apache-2.0
#include "server/response/header.h"

namespace rollcall::response {
namespace {

void SetTime(absl::Time time, google::protobuf::Timestamp& out) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

}  // namespace

v1::Header MakeHeader(const Totals& totals, const state::SourceStatus& source, absl::Time now) {
  const state::SourceStatus present = source.At(now);
  v1::Header header;
  header.set_revision(totals.revision);
  if (present.as_of != absl::InfinitePast()) SetTime(present.as_of, *header.mutable_as_of_time());
  header.set_source_state(present.state);
  SetTime(present.state_since, *header.mutable_source_state_time());
  header.set_digest(totals.digest);
  header.set_node_count(totals.node_count);
  header.set_problem_count(totals.problem_count);
  header.set_cluster_id(present.cluster_id);
  header.set_topic(present.topic);
  SetTime(now, *header.mutable_answer_time());
  return header;
}

}  // namespace rollcall::response
