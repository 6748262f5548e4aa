// SPDX-License-Identifier: Apache-2.0
// A screen's model that is fed like a view of the cluster, on a time of its own.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/screen/screen_model.h"
#include "rollcall/client/cluster_view.h"
#include "rollcall/instant.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {

class ScreenFixture : public ::testing::Test {
 protected:
  // Shows a snapshot of these nodes.
  void Hold(const std::vector<v1::NodeStatus>& nodes) {
    shown_ = nodes;
    Apply(testing::SnapshotOf(nodes, 13, "t"));
  }
  // Shows `node` in place of the one with its id, or besides the others.
  void Change(const v1::NodeStatus& node) {
    std::erase_if(shown_, [&](const v1::NodeStatus& n) { return n.node_id() == node.node_id(); });
    shown_.push_back(node);
    Apply(testing::WithCheckpoint(testing::UpdateOf({node}), shown_, node.revision(), "t"));
  }
  void Remove(int32_t id, v1::RemovedNode::Reason reason = v1::RemovedNode::REASON_DELETED) {
    v1::RemovedNode removed;
    removed.set_reason(reason);
    Remove(id, removed);
  }
  // `removed` with the node's id.
  void Remove(int32_t id, const v1::RemovedNode& removed) {
    std::erase_if(shown_, [&](const v1::NodeStatus& n) { return n.node_id() == id; });
    v1::WatchStatusResponse message = testing::RemovalOf(id, 20);
    message.mutable_removed(0)->MergeFrom(removed);
    Apply(testing::WithCheckpoint(message, shown_, 20, "t"));
  }
  void Advance(absl::Duration time) {
    now_ += time;
    Refresh();
  }
  void Refresh() { model_.Refresh({view_.nodes(), hidden_, header()}, now_); }
  const v1::Header& header() const { return header_.has_value() ? *header_ : view_.header(); }

  // "name@node" for each row, in order; "@node" for a node that runs nothing.
  std::vector<std::string> Rows() const {
    std::vector<std::string> rows;
    for (const ScreenRow& row : model_.rows()) rows.push_back(absl::StrCat(KeyOf(row).second, "@", KeyOf(row).first));
    return rows;
  }
  const ScreenRow& RowOf(const std::string& text) const {
    for (const ScreenRow& row : model_.rows()) {
      if (absl::StrCat(KeyOf(row).second, "@", KeyOf(row).first) == text) return row;
    }
    ADD_FAILURE() << "no row " << text;
    return model_.rows().at(0);
  }

  ScreenModel model_{{}};
  client::ClusterView view_;
  std::optional<v1::Header> header_;  // in place of the view's
  std::map<int32_t, v1::NodeStatus> hidden_;
  Instant now_{testing::Noon()};

 private:
  void Apply(const v1::WatchStatusResponse& message) {
    const client::ViewStep step = view_.Apply(message);
    ASSERT_EQ(step.digest, client::ViewStep::Digest::kMatches);
    model_.Record(step, now_);
    Refresh();
  }

  std::vector<v1::NodeStatus> shown_;
};

}  // namespace rollcall::cli
