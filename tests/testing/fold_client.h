// SPDX-License-Identifier: Apache-2.0
// A client of WatchStatus, written exactly as the manual in rollcall.proto prescribes: it folds messages aside until a
// checkpoint comes. It reports messages that a correct server never sends.
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
  // Takes the message, and applies what is aside if it has a checkpoint. Returns what is wrong with it, after the name
  // of the broken guarantee and a colon; empty if nothing is wrong.
  std::string Apply(const v1::WatchStatusResponse& message);
  // The same for the bytes that a watcher composed.
  std::string Apply(const watch::Message& message);
  // The stream has ended: drops what is aside.
  void EndStream() { aside_.clear(); }

  // As of the newest checkpoint.
  const std::map<int32_t, v1::NodeStatus>& nodes() const { return nodes_; }
  std::vector<int32_t> ids() const;  // of the nodes, ascending
  // From the newest checkpoint; empty before the first one.
  const std::string& resume_token() const { return resume_token_; }
  // From the newest checkpoint; nullopt before the first one.
  const std::optional<v1::Header>& header() const { return header_; }
  // Whether the last message ended with a checkpoint.
  bool is_at_checkpoint() const { return is_at_checkpoint_; }
  const v1::WatchStatusResponse& last() const { return last_; }
  // The size of the last message that came as bytes.
  size_t last_bytes() const { return last_bytes_; }

 private:
  uint64_t digest() const;
  std::string CheckNodes() const;  // of last_
  void ApplyAside();
  std::string ApplyCheckpoint(const v1::Checkpoint& checkpoint);

  std::vector<v1::WatchStatusResponse> aside_;  // the messages of the stream since the newest checkpoint
  std::map<int32_t, v1::NodeStatus> nodes_;
  std::string resume_token_;
  std::optional<v1::Header> header_;
  std::optional<int64_t> floor_;  // the revision of the last checkpoint since the snapshot began
  bool is_at_checkpoint_ = false;
  v1::WatchStatusResponse last_;
  size_t last_bytes_ = 0;
};

}  // namespace rollcall::testing
