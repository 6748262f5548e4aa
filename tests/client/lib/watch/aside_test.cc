// SPDX-License-Identifier: Apache-2.0
// What came since the last checkpoint: the newest change of each node.
#include "client/lib/watch/aside.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Each change as "ID@REVISION", and "-ID@REVISION" for a removal.
std::vector<std::string> Changes(const Aside& aside) {
  std::vector<std::string> changes;
  for (const Aside::Change& change : aside.changes()) {
    if (const auto* node = std::get_if<v1::NodeStatus>(&change)) {
      changes.push_back(absl::StrCat(node->node_id(), "@", node->revision()));
    } else {
      const auto& removed = std::get<v1::RemovedNode>(change);
      changes.push_back(absl::StrCat("-", removed.node_id(), "@", removed.revision()));
    }
  }
  return changes;
}

TEST(AsideTest, KeepsTheNewestChangeOfEachNodeInTheOrderInWhichTheyCame) {
  Aside aside;
  aside.Add(UpdateOf({UpNode(1, 1), UpNode(2, 2), UpNode(3, 3)}));
  aside.Add(UpdateOf({UpNode(1, 4)}));
  aside.Add(RemovalOf(2, 5));
  EXPECT_THAT(Changes(aside), ElementsAre("3@3", "1@4", "-2@5"));
  aside.Add(UpdateOf({UpNode(2, 6)}));
  EXPECT_THAT(Changes(aside), ElementsAre("3@3", "1@4", "2@6"));
  EXPECT_EQ(aside.snapshot(), std::nullopt);
}

TEST(AsideTest, ASnapshotMakesWhatCameBeforeVoid) {
  Aside aside;
  aside.Add(UpdateOf({UpNode(1, 1), UpNode(2, 2)}));
  v1::WatchStatusResponse started = UpdateOf({UpNode(3, 3)});
  started.mutable_snapshot_started()->set_reason(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  aside.Add(started);
  aside.Add(UpdateOf({UpNode(1, 4)}));
  EXPECT_EQ(aside.snapshot(), v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  EXPECT_THAT(Changes(aside), ElementsAre("3@3", "1@4"));
}

TEST(AsideTest, ClearForgetsTheSnapshotToo) {
  Aside aside;
  aside.Add(SnapshotOf({UpNode(1, 1)}, 1, "t"));
  aside.Clear();
  EXPECT_EQ(aside.snapshot(), std::nullopt);
  EXPECT_THAT(Changes(aside), IsEmpty());
  aside.Add(UpdateOf({UpNode(1, 2)}));
  EXPECT_THAT(Changes(aside), ElementsAre("1@2"));
}

}  // namespace
}  // namespace rollcall::client
