// SPDX-License-Identifier: Apache-2.0
// A client of WatchStatus, exactly as the manual in rollcall.proto tells one to be. It finds fault with messages that a
// correct server does not send.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"
#include "server/watch/watcher.h"

namespace rollcall::testing {

class FoldClient {
 public:
  // What is wrong with the message, with the guarantee's name in front; empty: nothing.
  std::string Take(const v1::WatchStatusResponse& message);
  // As above, from what a watcher composed.
  std::string Take(const watch::Message& message);

  const std::map<int32_t, v1::NodeStatus>& nodes() const { return nodes_; }
  std::vector<int32_t> ids() const;  // of the nodes, in order
  uint64_t digest() const;
  // The newest; empty: none was had yet.
  const std::string& resume_token() const { return resume_token_; }
  // Of the newest checkpoint.
  const std::optional<v1::Header>& header() const { return header_; }
  // Whether the last message ended with a checkpoint.
  bool is_at_checkpoint() const { return is_at_checkpoint_; }
  const v1::WatchStatusResponse& last() const { return last_; }
  size_t last_bytes() const { return last_bytes_; }

 private:
  std::string TakeNodes();
  std::string TakeCheckpoint(const v1::Checkpoint& checkpoint);

  std::map<int32_t, v1::NodeStatus> nodes_;
  std::string resume_token_;
  std::optional<v1::Header> header_;
  std::optional<int64_t> floor_;  // no checkpoint of this snapshot may be below
  bool is_at_checkpoint_ = false;
  v1::WatchStatusResponse last_;
  size_t last_bytes_ = 0;
};

}  // namespace rollcall::testing
