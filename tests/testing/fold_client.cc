// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/fold_client.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::testing {

std::vector<int32_t> FoldClient::ids() const {
  std::vector<int32_t> ids;
  for (const auto& [id, node] : nodes_) ids.push_back(id);
  return ids;
}

uint64_t FoldClient::digest() const {
  uint64_t sum = 0;
  for (const auto& [id, node] : nodes_) sum += node.fingerprint();
  return sum;
}

std::string FoldClient::Apply(const watch::Message& message) {
  std::string bytes;
  for (const encoding::BytesPtr& part : message.parts) bytes += *part;
  if (bytes.empty()) return "Live: an empty message";
  v1::WatchStatusResponse response;
  if (!response.ParseFromString(bytes)) return "Complete: a message that does not parse";
  last_bytes_ = bytes.size();
  return Apply(response);
}

std::string FoldClient::Apply(const v1::WatchStatusResponse& message) {
  last_ = message;
  is_at_checkpoint_ = false;
  if (std::string fault = CheckNodes(); !fault.empty()) return fault;
  aside_.push_back(message);
  if (!message.has_checkpoint()) return "";
  ApplyAside();
  return ApplyCheckpoint(message.checkpoint());
}

void FoldClient::ApplyAside() {
  for (const v1::WatchStatusResponse& message : std::exchange(aside_, {})) {
    if (message.has_snapshot_started()) {
      nodes_.clear();
      floor_.reset();
    }
    for (const v1::NodeStatus& node : message.updated()) nodes_[node.node_id()] = node;
    for (const v1::RemovedNode& node : message.removed()) nodes_.erase(node.node_id());
  }
}

std::string FoldClient::CheckNodes() const {
  std::set<int32_t> seen;
  for (const v1::NodeStatus& node : last_.updated()) {
    if (!seen.insert(node.node_id()).second) {
      return absl::StrCat("Conflated: node ", node.node_id(), " twice in a message");
    }
  }
  for (const v1::RemovedNode& node : last_.removed()) {
    if (!seen.insert(node.node_id()).second) {
      return absl::StrCat("Conflated: node ", node.node_id(), " twice in a message");
    }
    if (node.reason() == v1::RemovedNode::REASON_UNSPECIFIED) return "Complete: a removal without a reason";
  }
  return "";
}

std::string FoldClient::ApplyCheckpoint(const v1::Checkpoint& checkpoint) {
  is_at_checkpoint_ = true;
  header_ = checkpoint.header();
  resume_token_ = checkpoint.resume_token();
  const int64_t revision = header_->revision();
  if (floor_.has_value() && revision < *floor_) {
    return absl::StrCat("Ordered: checkpoint at ", revision, " after one at ", *floor_);
  }
  floor_ = revision;
  if (header_->node_count() != static_cast<int32_t>(nodes_.size())) {
    return absl::StrCat("Complete: at ", revision, " the header counts ", header_->node_count(),
                        " nodes, the fold has ", nodes_.size());
  }
  if (header_->digest() != digest()) return absl::StrCat("Complete: at ", revision, " the digest differs");
  return "";
}

}  // namespace rollcall::testing
