// SPDX-License-Identifier: Apache-2.0
// A watch as a screen: when frames are drawn, and how they replace each other.
#include "client/cli/commands/screen_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/client/cli/commands/view_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ScreenViewTest : public ViewFixture {
 protected:
  // Calls Tick and returns what it has written.
  std::string Tick(const client::WatchCache& cache) {
    const size_t before = out_.text().size();
    EXPECT_TRUE(view_.Tick(cache).ok());
    return out_.text().substr(before);
  }

  ScreenView view_{absl::Seconds(10), context_};
};

TEST_F(ScreenViewTest, TheFirstFrameIsDrawnAtOnceAndHidesTheCursor) {
  const auto cache = MakeCache(view_, {});
  EXPECT_THAT(Tick(*cache), StartsWith("\x1b[?25l\ra:1  waiting for the first snapshot"));
}

TEST_F(ScreenViewTest, FramesAreDrawnTenTimesASecondAtMostAndOnceASecondAtLeast) {
  const auto cache = MakeCache(view_, {SnapshotOf({}, 1, "t")});
  Tick(*cache);
  ShowNext(*cache, view_);
  EXPECT_EQ(Tick(*cache), "") << "the last frame is too new";
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(100));
  EXPECT_THAT(Tick(*cache), HasSubstr("revision 1"));
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(999));
  EXPECT_EQ(Tick(*cache), "") << "nothing has changed";
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(1));
  EXPECT_NE(Tick(*cache), "") << "the ages have grown";
}

TEST_F(ScreenViewTest, AFrameGoesUpOverTheOneBeforeAndAResizedTerminalIsCleared) {
  const auto cache = MakeCache(view_, {SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t")});
  ShowNext(*cache, view_);
  Tick(*cache);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*cache), StartsWith("\r\x1b[2A")) << "the frame has three lines";
  size_.width = 79;
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*cache), StartsWith("\x1b[2J\x1b[H"));
}

TEST_F(ScreenViewTest, ChangesAreMarkedForFiveSecondsButNotASnapshot) {
  const v1::NodeStatus changed = UpNode(1, 2, {{"a", {}, "new"}});
  const auto cache = MakeCache(view_, {SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t"),
                                       WithCheckpoint(UpdateOf({changed}), {changed}, 2, "t2")});
  ShowNext(*cache, view_);
  EXPECT_THAT(Tick(*cache), Not(HasSubstr("* a")));
  ShowNext(*cache, view_);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(5));
  EXPECT_THAT(Tick(*cache), HasSubstr("* a"));
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*cache), Not(HasSubstr("* a")));
}

TEST_F(ScreenViewTest, AnOutageIsOnTheScreenAndOnStderrOnlyIfThatIsNoTerminal) {
  const auto cache = MakeCache(view_, {SnapshotOf({}, 1, "t")});
  ShowNext(*cache, view_);
  view_.OnLost({"a:1", absl::UnavailableError("gone"), client::WatchObserver::Phase::kReconnection});
  EXPECT_THAT(Tick(*cache), HasSubstr("lost the connection to a:1 (gone); trying to resume; shown as of 0.5 s ago"));
  EXPECT_THAT(err_.text(), HasSubstr("lost the connection to a:1"));
  const std::string before = err_.text();
  context_.err_is_terminal = true;
  view_.OnResumed({"a:1", clock_.Now(), client::WatchObserver::Phase::kReconnection});
  EXPECT_EQ(err_.text(), before);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*cache), Not(HasSubstr("lost the connection")));
}

TEST_F(ScreenViewTest, AWrongDigestIsShownWithTheAgeOfWhatIsOnTheScreen) {
  v1::WatchStatusResponse wrong = SnapshotOf({}, 2, "t");
  wrong.mutable_checkpoint()->mutable_header()->set_digest(7);
  const auto cache = MakeCache(view_, {SnapshotOf({}, 1, "t"), wrong});
  ShowNext(*cache, view_);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  ShowNext(*cache, view_);
  size_.width = 200;
  EXPECT_THAT(Tick(*cache), HasSubstr("at revision 2; starting again with a snapshot; shown as of 1.5 s ago"));
}

TEST_F(ScreenViewTest, TheTableChangesOnlyAtCheckpoints) {
  const auto before = UpNode(1, 1, {{"before", {}, ""}});
  const auto after = UpNode(1, 2, {{"after", {}, ""}});
  const auto cache =
      MakeCache(view_, {SnapshotOf({before}, 1, "t"), UpdateOf({after}), WithCheckpoint({}, {after}, 2, "t2")});
  ShowNext(*cache, view_);
  ShowNext(*cache, view_);
  EXPECT_THAT(Tick(*cache), HasSubstr("before"));
  ShowNext(*cache, view_);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*cache), HasSubstr("after"));
}

TEST_F(ScreenViewTest, TheEndShowsTheCursorAgainIfItWasHidden) {
  const auto cache = MakeCache(view_, {});
  view_.Close(*cache);
  EXPECT_EQ(out_.text(), "");
  Tick(*cache);
  view_.Close(*cache);
  EXPECT_THAT(out_.text(), ::testing::EndsWith("\r\n\x1b[?25h"));
}

}  // namespace
}  // namespace rollcall::cli
