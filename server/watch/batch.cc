// SPDX-License-Identifier: Apache-2.0
#include "server/watch/batch.h"

#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "server/encoding/protobuf_wire.h"

namespace rollcall::watch {
namespace {

// The node in the BASIC view without rows, so that a client can say why the filter does not select it.
void AppendStatus(const encoding::EncodedNode& node, std::string& removed) {
  removed.push_back(encoding::LengthDelimitedTag(v1::RemovedNode::kStatusFieldNumber));
  encoding::AppendVarint(node.head().size() + node.tail().size(), removed);
  removed.append(node.head()).append(node.tail());
}

std::string EncodeRemoved(state::ChangePosition position, const OrderItem& item) {
  v1::RemovedNode removed;
  removed.set_node_id(position.id);
  removed.set_revision(position.revision);
  removed.set_reason(item.removal_reason);
  std::string bytes = removed.SerializeAsString();
  if (item.node != nullptr) AppendStatus(*item.node, bytes);
  return bytes;
}

// The fields `updated`, then `removed`, of a message, up to a limit.
class ChangesEncoder {
 public:
  explicit ChangesEncoder(const BatchFormat& format) : format_(format) {}

  // Returns false, and adds nothing, if the item does not fit. The first one always does.
  bool Add(state::ChangePosition position, const OrderItem& item) {
    std::string& field = item.IsShown() ? *updated_ : removed_;
    const size_t size_before = Size();
    const size_t field_before = field.size();
    if (item.IsShown()) {
      select::AppendNode(*item.node, format_.matcher, format_.view, field);
    } else {
      encoding::AppendField(v1::WatchStatusResponse::kRemovedFieldNumber, EncodeRemoved(position, item), field);
    }
    if (size_before == 0 || Size() <= format_.limit_bytes) return true;
    field.resize(field_before);
    return false;
  }

  encoding::BytesPtr Finish() {
    updated_->append(removed_);
    return std::move(updated_);
  }

 private:
  size_t Size() const { return updated_->size() + removed_.size(); }

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
    const bool is_told = item.IsShown() || position.revision > floor;
    if (is_told && !encoder.Add(position, item)) break;
    batch.end = position;
    ++batch.items;
  }
  batch.is_last = it == order.end();
  batch.bytes = encoder.Finish();
  CHECK(batch.is_last || batch.items > 0);  // or the watch would never come to the end
  return batch;
}

encoding::BytesPtr EncodePending(const BatchFormat& format, const std::function<const OrderItem*(int32_t id)>& find,
                                 std::vector<PendingNode>& pending) {
  CHECK(!pending.empty());
  ChangesEncoder encoder(format);
  for (; !pending.empty(); pending.pop_back()) {
    const PendingNode& node = pending.back();
    const OrderItem* const item = find(node.id);
    if (!encoder.Add({node.revision_if_gone, node.id}, item != nullptr ? *item : node.item_if_gone)) break;
  }
  return encoder.Finish();
}

}  // namespace rollcall::watch
