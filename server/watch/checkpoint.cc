// SPDX-License-Identifier: Apache-2.0
#include "server/watch/checkpoint.h"

#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "rollcall/instant.h"
#include "server/encoding/protobuf_wire.h"
#include "server/response/header.h"
#include "server/watch/resume_token.h"

namespace rollcall::watch {

CheckpointField EncodeCheckpoint(const SelectionHead& head, uint64_t request_hash, Instant now) {
  CHECK_NE(head.epoch(), 0u);
  CHECK(head.store->server != nullptr);
  v1::Checkpoint checkpoint;
  *checkpoint.mutable_header() =
      response::MakeHeader({head.revision(), head.digest, head.node_count, head.store->problem_count}, head.source(),
                           *head.store->server, head.source().as_of, now);
  checkpoint.set_resume_token(EncodeResumeToken(MakeResumeToken(head, request_hash)));
  auto bytes = std::make_shared<std::string>();
  encoding::AppendField(v1::WatchStatusResponse::kCheckpointFieldNumber, checkpoint.SerializeAsString(), *bytes);
  return {std::move(bytes), checkpoint.header().source_state()};
}

}  // namespace rollcall::watch
