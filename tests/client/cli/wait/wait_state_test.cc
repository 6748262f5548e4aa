// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/wait_state.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/client/cli/wait/wait_nodes.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using Outcome = WaitState::Outcome;

std::vector<Expression> Parsed(const std::vector<std::string>& texts) {
  std::vector<Expression> expressions;
  for (const std::string& text : texts) expressions.push_back(*ParseExpression(text));
  return expressions;
}

class WaitStateTest : public ::testing::Test {
 protected:
  void Start(const std::vector<std::string>& all_of, const std::vector<std::string>& unless = {},
             absl::Duration stable = absl::ZeroDuration(), std::optional<int64_t> min_revision = std::nullopt) {
    state_.emplace(WaitConditions{
        .all_of = Parsed(all_of), .unless = Parsed(unless), .stable = stable, .min_revision = min_revision});
  }
  // A checkpoint `ms` after the wait began, with evidence that is 100 ms old.
  Outcome Show(int64_t ms, const std::vector<v1::NodeStatus>& nodes, int64_t revision = 9,
               v1::SourceState source = v1::SOURCE_STATE_CURRENT) {
    v1::Header header = HeaderOf(nodes, revision);
    SetTime(Noon() + absl::Milliseconds(ms), header.mutable_answer_time());
    SetTime(Noon() + absl::Milliseconds(ms - 100), header.mutable_as_of_time());
    header.set_source_state(source);
    state_->OnCheckpoint(MapOf(nodes), header, Instant(Noon() + absl::Milliseconds(ms)));
    return state_->outcome();
  }

  std::optional<WaitState> state_;
};

TEST_F(WaitStateTest, TheFirstCheckpointNeverDecides) {
  Start({"up=1"});
  EXPECT_EQ(state_->waiting_for(), "the first answer of a server");
  EXPECT_EQ(Show(0, {UpNode(1, 1)}), Outcome::kWaiting);
  EXPECT_EQ(state_->waiting_for(), "a trustworthy status (there is no evidence yet from after the wait began)");
  EXPECT_FALSE(state_->has_trusted());
  EXPECT_EQ(Show(1000, {UpNode(1, 1)}), Outcome::kHeld);
  EXPECT_TRUE(state_->has_trusted());
  EXPECT_EQ(state_->result(), "up=1 (node 1: up) holds at revision 9");
}

TEST_F(WaitStateTest, AllMustHoldAtTheSameCheckpoint) {
  Start({"up=1", "down=2"});
  Show(0, {});
  EXPECT_EQ(Show(1000, {UpNode(1, 1), UpNode(2, 2)}), Outcome::kWaiting);
  EXPECT_EQ(state_->waiting_for(), "down=2 (node 2: up)");
  EXPECT_EQ(Show(2000, {DownNode(1, 3), DownNode(2, 4)}), Outcome::kWaiting);
  EXPECT_EQ(state_->waiting_for(), "up=1 (node 1: down)");
  EXPECT_EQ(Show(3000, {}), Outcome::kWaiting);
  EXPECT_EQ(state_->waiting_for(), "up=1 (node 1: no status) and down=2 (node 2: no status)");
  EXPECT_EQ(Show(4000, {UpNode(1, 5), DownNode(2, 6)}), Outcome::kHeld);
  EXPECT_EQ(state_->result(), "up=1 (node 1: up) and down=2 (node 2: down) hold at revision 9");
}

TEST_F(WaitStateTest, UnlessEndsItAndWinsOverFor) {
  Start({"up=1"}, {"nodes=7", "down=2"});
  Show(0, {UpNode(1, 1), DownNode(2, 2)});
  EXPECT_EQ(state_->outcome(), Outcome::kWaiting) << "an old state ends nothing";
  EXPECT_EQ(Show(1000, {UpNode(1, 1), DownNode(2, 2)}), Outcome::kUnless);
  EXPECT_EQ(state_->result(), "--unless down=2 holds at revision 9 (node 2: down)");
}

TEST_F(WaitStateTest, ACheckpointBeforeTheRevisionDecidesNothing) {
  Start({"up=1"}, {"down=2"}, absl::ZeroDuration(), 10);
  Show(0, {});
  EXPECT_EQ(Show(1000, {UpNode(1, 1), DownNode(2, 2)}, 9), Outcome::kWaiting);
  EXPECT_EQ(state_->waiting_for(), "revision 10 (the server is at 9)");
  EXPECT_TRUE(state_->has_trusted()) << "time may run out now, but there was an answer";
  EXPECT_EQ(Show(2000, {UpNode(1, 1)}, 10), Outcome::kHeld);
}

TEST_F(WaitStateTest, ASourceThatIsNotCurrentDecidesNothing) {
  Start({"up=1"}, {"down=2"});
  Show(0, {});
  EXPECT_EQ(Show(1000, {UpNode(1, 1), DownNode(2, 2)}, 9, v1::SOURCE_STATE_DISCONNECTED), Outcome::kWaiting);
  EXPECT_EQ(state_->waiting_for(), "a trustworthy status (no broker answers the server)");
  EXPECT_FALSE(state_->has_trusted());
}

TEST_F(WaitStateTest, StableNeedsTheTimeWithoutABreak) {
  Start({"up=1"}, {}, absl::Seconds(5));
  Show(0, {});
  EXPECT_EQ(Show(1000, {UpNode(1, 1)}), Outcome::kWaiting);
  EXPECT_EQ(state_->waiting_for(), "up=1 to hold for 5s without a break");
  EXPECT_EQ(Show(5999, {UpNode(1, 1)}), Outcome::kWaiting);
  EXPECT_EQ(Show(6000, {UpNode(1, 1)}), Outcome::kHeld);
}

TEST_F(WaitStateTest, EveryBreakStartsTheTimeOfStableAgain) {
  const auto broken_by = [this](const std::function<void()>& interruption) {
    Start({"up=1"}, {}, absl::Seconds(5));
    Show(0, {});
    Show(1000, {UpNode(1, 1)});
    interruption();
    return Show(6500, {UpNode(1, 1)}) == Outcome::kWaiting;
  };
  EXPECT_FALSE(broken_by([] {}));
  EXPECT_TRUE(broken_by([this] { Show(3000, {DownNode(1, 2)}); }));
  EXPECT_TRUE(broken_by([this] { Show(3000, {Stale(UpNode(1, 2))}); }));
  EXPECT_TRUE(broken_by([this] { Show(3000, {UpNode(1, 1)}, 9, v1::SOURCE_STATE_BEHIND); }));
  EXPECT_TRUE(broken_by([this] { state_->OnGap(); }));
  EXPECT_TRUE(broken_by([this] { state_->OnStreamLost("gone"); }));
}

TEST_F(WaitStateTest, ALostStreamIsNamedAndNeedsNewEvidence) {
  Start({"up=1"});
  Show(0, {});
  EXPECT_EQ(Show(1000, {DownNode(1, 1)}), Outcome::kWaiting);
  state_->OnStreamLost("lost the connection to a:1");
  EXPECT_EQ(state_->waiting_for(), "a server (lost the connection to a:1)");
  EXPECT_EQ(Show(2000, {UpNode(1, 1)}), Outcome::kWaiting) << "this may be an older state of another server";
  EXPECT_EQ(Show(3000, {UpNode(1, 1)}), Outcome::kHeld);
}

TEST_F(WaitStateTest, WhatItWaitsForDoesNotChangeWithTimeAlone) {
  Start({"up=1"}, {}, absl::Seconds(50));
  Show(0, {});
  Show(1000, {Stale(UpNode(1, 1))});
  const std::string stale = state_->waiting_for();
  Show(2000, {Stale(UpNode(1, 1))}, 12);
  EXPECT_EQ(state_->waiting_for(), stale);
  Show(3000, {UpNode(1, 2)});
  const std::string held = state_->waiting_for();
  Show(4000, {UpNode(1, 2)}, 13);
  EXPECT_EQ(state_->waiting_for(), held);
  EXPECT_EQ(state_->revision(), 13);
}

}  // namespace
}  // namespace rollcall::cli
