// SPDX-License-Identifier: Apache-2.0
#include "server/watch/batch.h"

#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "server/encoding/protobuf_wire.h"

namespace rollcall::watch {
namespace {

// The fields `updated`, then `removed`, of a message, up to a limit.
class ChangesEncoder {
 public:
  explicit ChangesEncoder(const BatchFormat& format) : format_(format) {}

  // Returns false, and adds nothing, if the node does not fit. The first one always does.
  bool Add(const encoding::EncodedNode& node) {
    const size_t before = updated_->size();
    select::AppendNode(node, format_.matcher, format_.view, *updated_);
    if (before + removed_.size() == 0 || updated_->size() + removed_.size() <= format_.limit_bytes) return true;
    updated_->resize(before);
    return false;
  }

  bool AddRemoved(int32_t id, int64_t revision, v1::RemovedNode::Reason reason) {
    if (updated_->size() + removed_.size() >= format_.limit_bytes) return false;
    v1::RemovedNode removed;
    removed.set_node_id(id);
    removed.set_revision(revision);
    removed.set_reason(reason);
    encoding::AppendField(v1::WatchStatusResponse::kRemovedFieldNumber, removed.SerializeAsString(), removed_);
    return true;
  }

  encoding::BytesPtr Finish() {
    updated_->append(removed_);
    return std::move(updated_);
  }

 private:
  const BatchFormat& format_;
  std::shared_ptr<std::string> updated_ = std::make_shared<std::string>();
  std::string removed_;
};

}  // namespace

Batch EncodeBatch(const Order& order, const BatchFormat& format, state::ChangePosition cursor, int64_t floor) {
  CHECK_GT(format.limit_bytes, 0u);
  ChangesEncoder encoder(format);
  Batch batch;
  batch.end = cursor;
  auto it = order.upper_bound(cursor);
  for (; it != order.end(); ++it) {
    const auto& [position, item] = *it;
    if (item.node != nullptr) {
      if (!encoder.Add(*item.node)) break;
    } else if (position.revision > floor) {
      if (!encoder.AddRemoved(position.id, position.revision, item.removal_reason)) break;
    }
    batch.end = position;
    ++batch.items;
  }
  batch.is_last = it == order.end();
  batch.bytes = encoder.Finish();
  CHECK(batch.is_last || batch.items > 0);  // or the watch would never come to the end
  return batch;
}

encoding::BytesPtr EncodePending(const BatchFormat& format,
                                 const std::function<encoding::EncodedNodePtr(int32_t id)>& find,
                                 std::vector<PendingNode>& pending) {
  CHECK(!pending.empty());
  ChangesEncoder encoder(format);
  for (; !pending.empty(); pending.pop_back()) {
    const PendingNode& node = pending.back();
    const encoding::EncodedNodePtr shown = find(node.id);
    const bool fits = shown != nullptr ? encoder.Add(*shown)
                                       : encoder.AddRemoved(node.id, node.revision_if_gone, node.reason_if_gone);
    if (!fits) break;
  }
  return encoder.Finish();
}

}  // namespace rollcall::watch
