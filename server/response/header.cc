// SPDX-License-Identifier: Apache-2.0
#include "server/response/header.h"

#include <algorithm>

#include "base/check.h"
#include "rollcall/instant.h"
#include "server/encoding/proto_time.h"

namespace rollcall::response {

Totals TotalsOf(const state::Snapshot& snapshot) {
  return {.revision = snapshot.revision,
          .digest = snapshot.digest,
          .node_count = static_cast<int32_t>(snapshot.nodes->size()),
          .problem_count = snapshot.invalid_keys->count};
}

v1::Header MakeHeader(const Totals& totals, const state::SourceStatus& source, const state::ServerIdentity& server,
                      Instant as_of, Instant now) {
  CHECK_GE(totals.node_count, 0);
  CHECK_GE(totals.problem_count, 0);
  const state::SourceStatus present = source.At(now);
  v1::Header header;
  header.set_revision(totals.revision);
  if (as_of != Instant::InfinitePast()) {
    encoding::SetTimestamp(std::min(as_of, now).WallAt(now), *header.mutable_as_of_time());
  }
  header.set_source_state(present.state);
  encoding::SetTimestamp(present.state_since.WallAt(now), *header.mutable_source_state_time());
  header.set_digest(totals.digest);
  header.set_node_count(totals.node_count);
  header.set_problem_count(totals.problem_count);
  header.set_cluster_id(present.cluster_id);
  header.set_topic(present.topic);
  encoding::SetTimestamp(now.wall(), *header.mutable_answer_time());
  header.set_server_id(server.id);
  header.set_server_version(server.version);
  return header;
}

}  // namespace rollcall::response
