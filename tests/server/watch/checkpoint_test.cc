// SPDX-License-Identifier: Apache-2.0
#include "server/watch/checkpoint.h"

#include <gtest/gtest.h>

#include <memory>

#include "rollcall/instant.h"
#include "server/state/store.h"
#include "server/watch/resume_token.h"

namespace rollcall::watch {
namespace {

const Instant kNow(absl::FromUnixSeconds(1'700'000'000));

SelectionHead Head() {
  auto store = std::make_shared<state::StoreHead>();
  store->server = std::make_shared<const state::ServerIdentity>();
  store->epoch = 3;
  store->revision = 41;
  store->problem_count = 2;
  store->source.state = v1::SOURCE_STATE_CURRENT;
  store->source.as_of = kNow - absl::Seconds(1);
  store->source.log_start = 7;
  store->source.cluster_id = "cluster";
  store->source.topic = "topic";
  store->anchors = {{5, 41, 99}, {4, 40, 98}};
  return {store, 0xfeed, 12};
}

TEST(CheckpointTest, ItsFieldIsTheHeaderAndThatToken) {
  const CheckpointField field = EncodeCheckpoint(Head(), 17, kNow);
  v1::WatchStatusResponse message;
  ASSERT_TRUE(message.ParseFromString(*field.bytes));
  ASSERT_TRUE(message.has_checkpoint());
  const v1::Header& header = message.checkpoint().header();
  EXPECT_EQ(header.revision(), 41);
  EXPECT_EQ(header.digest(), 0xfeedu);
  EXPECT_EQ(header.node_count(), 12);
  EXPECT_EQ(header.problem_count(), 2);
  EXPECT_EQ(header.source_state(), v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(message.checkpoint().resume_token(), EncodeResumeToken(MakeResumeToken(Head(), 17)));
  EXPECT_EQ(field.source_state, v1::SOURCE_STATE_CURRENT);
}

TEST(CheckpointTest, ReportsThatItsEvidenceIsOldByTheTimeItIsComposed) {
  EXPECT_EQ(EncodeCheckpoint(Head(), 17, kNow + state::kCurrentFor).source_state, v1::SOURCE_STATE_BEHIND);
}

}  // namespace
}  // namespace rollcall::watch
