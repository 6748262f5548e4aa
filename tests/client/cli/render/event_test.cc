// SPDX-License-Identifier: Apache-2.0
// Which events a watch shows.
#include "client/cli/render/event.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rollcall/client/cluster_view.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

std::string IdOf(const std::optional<v1::NodeStatus>& node) {
  return node.has_value() ? absl::StrCat(":", node->node_id()) : "";
}

// A node that promised to publish every 10 s, and did so a minute before noon.
v1::NodeStatus LeasedNode(int32_t id, int64_t revision) {
  v1::NodeStatus node = UpNode(id, revision);
  node.mutable_lease()->set_seconds(10);
  return node;
}

// `message` with a checkpoint whose evidence is from `as_of`.
v1::WatchStatusResponse AsOf(absl::Time as_of, v1::WatchStatusResponse message) {
  SetTime(as_of, message.mutable_checkpoint()->mutable_header()->mutable_as_of_time());
  return message;
}

// The types of the events, as EventJson names them.
struct TypeName {
  std::string operator()(const SnapshotEvent&) const { return "snapshot "; }
  std::string operator()(const NodeEvent&) const { return "node "; }
  std::string operator()(const RemovedEvent&) const { return "removed "; }
  std::string operator()(const HiddenEvent&) const { return "hidden "; }
  std::string operator()(const SyncedEvent&) const { return "synced "; }
  std::string operator()(const SourceEvent&) const { return "source "; }
  std::string operator()(const StaleEvent& event) const { return absl::StrCat("stale", IdOf(event.node), " "); }
  std::string operator()(const FreshEvent& event) const { return absl::StrCat("fresh", IdOf(event.node), " "); }
  std::string operator()(const LostEvent&) const { return "lost "; }
  std::string operator()(const ResumedEvent&) const { return "resumed "; }
};

// The types of the events that are shown for a message.
std::string Shown(EventFilter& event_filter, client::ClusterView& view, const v1::WatchStatusResponse& message) {
  std::string types;
  event_filter.SelectEvents(view.Apply(message), view,
                            [&types](const Event& event) { types += std::visit(TypeName(), event); });
  return types;
}

TEST(EventFilterTest, ShowsChangesAndASyncAfterThem) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  const auto shown = [&](const v1::WatchStatusResponse& message) { return Shown(event_filter, view, message); };
  EXPECT_EQ(shown(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t")), "snapshot node node synced ");
  EXPECT_EQ(shown(WithCheckpoint({}, {UpNode(1, 1), UpNode(2, 2)}, 3, "t")), "") << "a heartbeat";
  EXPECT_EQ(shown(WithCheckpoint(UpdateOf({UpNode(1, 4)}), {UpNode(1, 4), UpNode(2, 2)}, 4, "t")), "")
      << "published again";
  EXPECT_EQ(shown(UpdateOf({DownNode(1, 5)})), "") << "no checkpoint yet";
  EXPECT_EQ(shown(WithCheckpoint({}, {DownNode(1, 5), UpNode(2, 2)}, 5, "t")), "node synced ");
  event_filter.ShowNextSynced();
  EXPECT_EQ(shown(WithCheckpoint({}, {DownNode(1, 5), UpNode(2, 2)}, 5, "t")), "synced ");
}

TEST(EventFilterTest, ShowsAllWhenAsked) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kShow, Heartbeats::kShow);
  Shown(event_filter, view, SnapshotOf({UpNode(1, 1)}, 1, "t"));
  EXPECT_EQ(Shown(event_filter, view, WithCheckpoint({}, {UpNode(1, 1)}, 2, "t")), "synced ");
  EXPECT_EQ(Shown(event_filter, view, WithCheckpoint(UpdateOf({UpNode(1, 3)}), {UpNode(1, 3)}, 3, "t")),
            "node synced ");
}

TEST(EventFilterTest, EachNodeOfASnapshotIsNew) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  Shown(event_filter, view, SnapshotOf({UpNode(1, 1), UpNode(2, 2), UpNode(3, 3)}, 3, "t"));
  std::vector<client::NodeChange::Kind> kinds;
  const v1::WatchStatusResponse again = SnapshotOf({UpNode(1, 1), UpNode(2, 4), DownNode(3, 5)}, 5, "t2");
  event_filter.SelectEvents(view.Apply(again), view, [&kinds](const Event& event) {
    const auto* node = std::get_if<NodeEvent>(&event);
    if (node == nullptr) return;
    kinds.push_back(node->change);
    EXPECT_EQ(node->before.revision(), 0);
  });
  EXPECT_EQ(kinds, std::vector<client::NodeChange::Kind>(3, client::NodeChange::Kind::kAdded));
}

TEST(EventFilterTest, ShowsThatTheSourceHasChanged) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  v1::WatchStatusResponse message = SnapshotOf({}, 1, "t");
  message.mutable_checkpoint()->mutable_header()->set_source_state(v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(Shown(event_filter, view, message), "snapshot source stale synced ");
  message.clear_snapshot_started();
  EXPECT_EQ(Shown(event_filter, view, message), "");
  message.mutable_checkpoint()->mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(Shown(event_filter, view, message), "source ") << "it was stale before";
  EXPECT_EQ(Shown(event_filter, view, WithCheckpoint({}, {}, 1, "t")), "source fresh ");
}

TEST(EventFilterTest, ShowsANodeAsStaleOnceUntilItPublishesAgain) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  const auto shown = [&](const v1::WatchStatusResponse& message) { return Shown(event_filter, view, message); };
  const v1::NodeStatus node = LeasedNode(1, 1);
  EXPECT_EQ(shown(AsOf(Noon() - absl::Seconds(30), SnapshotOf({node, UpNode(2, 2)}, 2, "t"))),
            "snapshot node node synced ");
  const v1::WatchStatusResponse heartbeat = WithCheckpoint({}, {node, UpNode(2, 2)}, 2, "t");
  EXPECT_EQ(shown(AsOf(Noon() - absl::Seconds(29), heartbeat)), "stale:1 ");
  EXPECT_EQ(shown(heartbeat), "");
  v1::NodeStatus again = LeasedNode(1, 3);
  SetTime(Noon(), again.mutable_publish_time());
  EXPECT_EQ(shown(WithCheckpoint(UpdateOf({again}), {again, UpNode(2, 2)}, 3, "t")), "fresh:1 ")
      << "also if the status that it publishes again is not shown";
}

TEST(EventFilterTest, ANodeThatIsGoneOrIsInANewSnapshotIsNotHeldToBeStale) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  const auto shown = [&](const v1::WatchStatusResponse& message) { return Shown(event_filter, view, message); };
  EXPECT_EQ(shown(SnapshotOf({LeasedNode(1, 1)}, 1, "t")), "snapshot node stale:1 synced ");
  EXPECT_EQ(shown(SnapshotOf({LeasedNode(1, 1)}, 1, "t")), "snapshot node stale:1 synced ") << "all were forgotten";
  EXPECT_EQ(shown(WithCheckpoint(RemovalOf(1, 2), {}, 2, "t")), "removed synced ");
  EXPECT_EQ(shown(WithCheckpoint(UpdateOf({LeasedNode(1, 3)}), {LeasedNode(1, 3)}, 3, "t")), "node stale:1 synced ");
}

TEST(EventFilterTest, ANodeThatWasRemovedHasWhatWasHeldOfIt) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  Shown(event_filter, view, SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t"));
  std::vector<RemovedEvent> removed;
  event_filter.SelectEvents(view.Apply(WithCheckpoint(RemovalOf(1, 2), {}, 2, "t")), view, [&](const Event& event) {
    if (const auto* gone = std::get_if<RemovedEvent>(&event)) removed.push_back(*gone);
  });
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_EQ(removed[0].before.coprocessors_size(), 1);
}

TEST(EventFilterTest, ShowsNothingForACheckpointWithAWrongDigest) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  v1::WatchStatusResponse message = SnapshotOf({UpNode(1, 1)}, 1, "t");
  message.mutable_checkpoint()->mutable_header()->set_digest(1);
  EXPECT_EQ(Shown(event_filter, view, message), "");
}

TEST(EventFilterTest, ShowsRemovedNodesAfterUpdatedOnes) {
  client::ClusterView view;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  Shown(event_filter, view, SnapshotOf({UpNode(1, 1)}, 1, "t"));
  v1::WatchStatusResponse message = UpdateOf({UpNode(2, 2)});
  message.add_removed()->set_node_id(1);
  EXPECT_EQ(Shown(event_filter, view, WithCheckpoint(message, {UpNode(2, 2)}, 2, "t")), "node removed synced ");
}

}  // namespace
}  // namespace rollcall::cli
