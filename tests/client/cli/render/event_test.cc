// SPDX-License-Identifier: Apache-2.0
// Which events a watch shows.
#include "client/cli/render/event.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "client/lib/watch/fold.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

// The types of the events, as EventJson names them.
struct TypeName {
  std::string operator()(const SnapshotEvent&) const { return "snapshot "; }
  std::string operator()(const NodeEvent&) const { return "node "; }
  std::string operator()(const RemovedEvent&) const { return "removed "; }
  std::string operator()(const SyncedEvent&) const { return "synced "; }
  std::string operator()(const SourceEvent&) const { return "source "; }
  std::string operator()(const ResumedEvent&) const { return "resumed "; }
};

// The types of the events that are shown for a message.
std::string Shown(EventFilter& event_filter, client::Fold& fold, const v1::WatchStatusResponse& message) {
  std::string types;
  event_filter.SelectEvents(fold.Apply(message), fold,
                            [&types](const Event& event) { types += std::visit(TypeName(), event); });
  return types;
}

TEST(EventFilterTest, ShowsChangesAndASyncAfterThem) {
  client::Fold fold;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  const auto shown = [&](const v1::WatchStatusResponse& message) { return Shown(event_filter, fold, message); };
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
  client::Fold fold;
  EventFilter event_filter(Republished::kShow, Heartbeats::kShow);
  Shown(event_filter, fold, SnapshotOf({UpNode(1, 1)}, 1, "t"));
  EXPECT_EQ(Shown(event_filter, fold, WithCheckpoint({}, {UpNode(1, 1)}, 2, "t")), "synced ");
  EXPECT_EQ(Shown(event_filter, fold, WithCheckpoint(UpdateOf({UpNode(1, 3)}), {UpNode(1, 3)}, 3, "t")),
            "node synced ");
}

TEST(EventFilterTest, ShowsThatTheSourceHasChanged) {
  client::Fold fold;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  v1::WatchStatusResponse message = SnapshotOf({}, 1, "t");
  message.mutable_checkpoint()->mutable_header()->set_source_state(v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(Shown(event_filter, fold, message), "snapshot source synced ");
  message.clear_snapshot_started();
  EXPECT_EQ(Shown(event_filter, fold, message), "");
  EXPECT_EQ(Shown(event_filter, fold, WithCheckpoint({}, {}, 1, "t")), "source ");
}

TEST(EventFilterTest, ShowsNothingForACheckpointWithAWrongDigest) {
  client::Fold fold;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  v1::WatchStatusResponse message = SnapshotOf({UpNode(1, 1)}, 1, "t");
  message.mutable_checkpoint()->mutable_header()->set_digest(1);
  EXPECT_EQ(Shown(event_filter, fold, message), "");
}

TEST(EventFilterTest, ShowsRemovedNodesAfterUpdatedOnes) {
  client::Fold fold;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  Shown(event_filter, fold, SnapshotOf({UpNode(1, 1)}, 1, "t"));
  v1::WatchStatusResponse message = UpdateOf({UpNode(2, 2)});
  message.add_removed()->set_node_id(1);
  EXPECT_EQ(Shown(event_filter, fold, WithCheckpoint(message, {UpNode(2, 2)}, 2, "t")), "node removed synced ");
}

}  // namespace
}  // namespace rollcall::cli
