// SPDX-License-Identifier: Apache-2.0
// A watch as a screen: when frames are drawn, how they replace each other, and what keys and signals do.
#include "client/cli/commands/screen_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/client/cli/commands/view_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A terminal that does what the test says.
struct FakeTerminal final : Terminal {
  struct State {
    Screen screen = Screen::kShown;
    std::string typed;
    bool has_keyboard = true;
    int left = 0;  // how often
  };
  explicit FakeTerminal(State& shared) : state(shared) {}
  Screen Poll() override { return state.screen; }
  void Leave() override { ++state.left; }
  bool has_keyboard() const override { return state.has_keyboard; }
  std::string ReadTyped() override { return std::exchange(state.typed, ""); }
  State& state;
};

class ScreenViewTest : public ViewFixture {
 protected:
  // Calls Tick and returns what it has written.
  std::string Tick(const client::ClusterWatch& watch) {
    const size_t before = out_.text().size();
    EXPECT_TRUE(view_.Tick(watch).ok());
    return out_.text().substr(before);
  }

  ScreenView view_{v1::Filter(), absl::Seconds(10), context_};
};

class KeyboardScreenViewTest : public ViewFixture {
 protected:
  KeyboardScreenViewTest() {
    context_.open_terminal = [this] { return std::make_unique<FakeTerminal>(terminal_); };
    view_ = std::make_unique<ScreenView>(v1::Filter(), absl::Seconds(10), context_);
    watch_ = MakeWatch(*view_, {SnapshotOf({UpNode(1, 1, {{"a", {}, ""}}), UpNode(2, 2, {{"b", {}, ""}})}, 2, "t")});
    ShowNext(*watch_, *view_);
  }
  // Types the keys and returns the frame that is drawn 100 ms later.
  std::string Type(const std::string& keys) {
    terminal_.typed = keys;
    Tick();
    clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(100));
    return Tick();
  }
  std::string Tick() {
    const size_t before = out_.text().size();
    EXPECT_TRUE(view_->Tick(*watch_).ok());
    return out_.text().substr(before);
  }

  FakeTerminal::State terminal_;
  std::unique_ptr<ScreenView> view_;
  std::unique_ptr<client::ClusterWatch> watch_;
};

TEST_F(ScreenViewTest, TheFirstFrameIsDrawnAtOnce) {
  const auto watch = MakeWatch(view_, {});
  EXPECT_THAT(Tick(*watch), StartsWith("\x1b[H\x1b[2Ja:1  waiting for the first snapshot"));
}

TEST_F(ScreenViewTest, FramesAreDrawnTenTimesASecondAtMostAndOnceASecondAtLeast) {
  const auto watch = MakeWatch(view_, {SnapshotOf({}, 1, "t")});
  Tick(*watch);
  ShowNext(*watch, view_);
  EXPECT_EQ(Tick(*watch), "") << "the last frame is too new";
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(100));
  EXPECT_THAT(Tick(*watch), HasSubstr("revision 1"));
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(999));
  EXPECT_EQ(Tick(*watch), "") << "nothing has changed";
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(1));
  EXPECT_NE(Tick(*watch), "") << "the ages have grown";
}

TEST_F(ScreenViewTest, AFrameOverwritesTheOneBeforeAndAResizedTerminalIsCleared) {
  const auto watch = MakeWatch(view_, {SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t")});
  ShowNext(*watch, view_);
  Tick(*watch);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*watch), StartsWith("\x1b[Ha:1"));
  size_.width = 79;
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(100));
  EXPECT_THAT(Tick(*watch), StartsWith("\x1b[H\x1b[2J"));
}

TEST_F(ScreenViewTest, ALineThatFillsTheWidthIsNotClearedAtItsEnd) {
  const auto watch = MakeWatch(view_, {});
  size_.width = 5;
  EXPECT_THAT(Tick(*watch), HasSubstr("a:1 …\r\n"));
}

TEST_F(ScreenViewTest, ChangesAreMarkedForFiveSecondsButNotASnapshot) {
  const v1::NodeStatus changed = UpNode(1, 2, {{"a", {}, "new"}});
  const auto watch = MakeWatch(view_, {SnapshotOf({UpNode(1, 1, {{"a", {}, ""}})}, 1, "t"),
                                       WithCheckpoint(UpdateOf({changed}), {changed}, 2, "t2")});
  ShowNext(*watch, view_);
  EXPECT_THAT(Tick(*watch), Not(HasSubstr("* 1 ")));
  ShowNext(*watch, view_);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(5));
  EXPECT_THAT(Tick(*watch), HasSubstr("* 1 "));
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*watch), Not(HasSubstr("* 1 ")));
}

TEST_F(ScreenViewTest, AnOutageIsOnTheScreenAndOnStderrOnlyIfThatIsNoTerminal) {
  const auto watch = MakeWatch(view_, {SnapshotOf({}, 1, "t")});
  ShowNext(*watch, view_);
  view_.OnLost({"a:1", absl::UnavailableError("gone"), client::WatchObserver::Phase::kReconnection});
  EXPECT_THAT(Tick(*watch), HasSubstr("STALE 0.5 s: lost the connection to a:1 (gone); trying to resume"));
  EXPECT_THAT(err_.text(), HasSubstr("lost the connection to a:1"));
  const std::string before = err_.text();
  context_.err_is_terminal = true;
  view_.OnResumed({"a:1", clock_.Now(), client::WatchObserver::Phase::kReconnection});
  EXPECT_EQ(err_.text(), before);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*watch), Not(HasSubstr("lost the connection")));
}

TEST_F(ScreenViewTest, SaysWhatItWaitsFor) {
  const auto watch = MakeWatch(view_, {SnapshotOf({}, 1, "t")});
  view_.OnWaiting({"a:1", 7});
  EXPECT_THAT(Tick(*watch), HasSubstr("waiting for revision 7 at a:1"));
  ShowNext(*watch, view_);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*watch), Not(HasSubstr("waiting for revision")));
}

TEST_F(ScreenViewTest, AWrongDigestIsShownWithTheAgeOfWhatIsOnTheScreen) {
  v1::WatchStatusResponse wrong = SnapshotOf({}, 2, "t");
  wrong.mutable_checkpoint()->mutable_header()->set_digest(7);
  const auto watch = MakeWatch(view_, {SnapshotOf({}, 1, "t"), wrong});
  ShowNext(*watch, view_);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  ShowNext(*watch, view_);
  size_.width = 200;
  EXPECT_THAT(Tick(*watch), AllOf(HasSubstr("STALE 1.5 s: the nodes received do not match"),
                                  HasSubstr("at revision 2; starting again with a snapshot")));
}

TEST_F(ScreenViewTest, TheTableChangesOnlyAtCheckpoints) {
  const auto before = UpNode(1, 1, {{"before", {}, ""}});
  const auto after = UpNode(1, 2, {{"after", {}, ""}});
  const auto watch =
      MakeWatch(view_, {SnapshotOf({before}, 1, "t"), UpdateOf({after}), WithCheckpoint({}, {after}, 2, "t2")});
  ShowNext(*watch, view_);
  ShowNext(*watch, view_);
  EXPECT_THAT(Tick(*watch), HasSubstr("before"));
  ShowNext(*watch, view_);
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_THAT(Tick(*watch), HasSubstr("after"));
}

TEST_F(ScreenViewTest, TheLastFrameStays) {
  const auto watch = MakeWatch(view_, {});
  view_.Close(*watch);
  EXPECT_EQ(out_.text(), "") << "there was no frame";
  Tick(*watch);
  view_.Close(*watch);
  EXPECT_THAT(out_.text(), EndsWith("a:1  waiting for the first snapshot\r\n"));
}

TEST_F(ScreenViewTest, ANodeThatTheFilterLosesIsNamedWithTheReason) {
  v1::Filter filter;
  filter.add_names("a");
  ScreenView view(filter, absl::Seconds(10), context_);
  const v1::NodeStatus node = UpNode(7, 1, {{"a", {}, ""}});
  v1::WatchStatusResponse lost = RemovalOf(7, 2);
  lost.mutable_removed(0)->set_reason(v1::RemovedNode::REASON_FILTERED_OUT);
  client::Client client({.servers = {"a:1"}}, servers_, cancellation_, clock_);
  view.Start(client);
  const auto watch = MakeWatch(view, {SnapshotOf({node}, 1, "t"), WithCheckpoint(lost, {}, 2, "t")});
  servers_.AddWatch("a:1", {SnapshotOf({DownNode(7, 2)}, 2, "t"), Silence()});  // the second watch
  ShowNext(*watch, view);
  ShowNext(*watch, view);
  EXPECT_TRUE(view.Tick(*watch).ok());  // opens the second watch
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(100));
  EXPECT_TRUE(view.Tick(*watch).ok());
  EXPECT_THAT(out_.text(), AllOf(HasSubstr("- 7 "), HasSubstr("node 7 is down")));
  EXPECT_THAT(out_.text(), HasSubstr("0 up, 1 down"));
  EXPECT_LE(view.NextTick() - clock_.Now(), absl::Milliseconds(50)) << "the second watch must be looked at";
  view.Close(*watch);
}

TEST_F(KeyboardScreenViewTest, AKeyIsSeenAtTheNextTickAndDrawnAtMostTenTimesASecond) {
  EXPECT_THAT(Tick(), HasSubstr(" >1 "));
  EXPECT_LE(view_->NextTick() - clock_.Now(), absl::Milliseconds(50));
  terminal_.typed = "j";
  EXPECT_EQ(Tick(), "") << "the last frame is too new";
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(100));
  EXPECT_THAT(Tick(), HasSubstr(" >2 "));
}

TEST_F(KeyboardScreenViewTest, KeysWithoutAMeaningDrawNothing) {
  Tick();
  EXPECT_EQ(Type("\r\n\x01x"), "");
}

TEST_F(KeyboardScreenViewTest, KeysSortSearchAndHelp) {
  Tick();
  EXPECT_THAT(Type("s"), HasSubstr("rows by node"));
  EXPECT_THAT(Type("/b"), HasSubstr("/b_"));
  EXPECT_THAT(Type("\r"), HasSubstr(" >2 "));
  EXPECT_THAT(Type("?"), HasSubstr("PgDn PgUp"));
  EXPECT_THAT(Type("?"), Not(HasSubstr("PgDn PgUp")));
}

TEST_F(KeyboardScreenViewTest, QEndsTheWatch) {
  Type("q");
  EXPECT_TRUE(cancellation_.cancelled());
}

TEST_F(KeyboardScreenViewTest, AProgramThatGoesOnDrawsEverythingAgain) {
  Tick();
  terminal_.screen = Terminal::Screen::kCleared;
  Tick();
  terminal_.screen = Terminal::Screen::kShown;
  clock_.AdvanceTo(clock_.Now() + absl::Milliseconds(100));
  EXPECT_THAT(Tick(), StartsWith("\x1b[H\x1b[2J"));
  EXPECT_THAT(Type("\x0c"), StartsWith("\x1b[H\x1b[2J")) << "as Ctrl-L does";
}

TEST_F(KeyboardScreenViewTest, InTheBackgroundNothingIsDrawn) {
  terminal_.screen = Terminal::Screen::kHidden;
  EXPECT_EQ(Tick(), "");
  view_->Close(*watch_);
  EXPECT_EQ(out_.text(), "");
}

TEST_F(KeyboardScreenViewTest, TheLastFrameIsWrittenToTheTerminalAsItWasAndHasNoKeys) {
  Tick();
  const size_t before = out_.text().size();
  view_->Close(*watch_);
  EXPECT_EQ(terminal_.left, 1);
  const std::string last = out_.text().substr(before);
  EXPECT_THAT(last, AllOf(StartsWith("a:1  revision 2"), HasSubstr("  1     up"), EndsWith("\r\n")));
  EXPECT_THAT(last, AllOf(Not(HasSubstr(" >1")), Not(HasSubstr("? help"))));
}

TEST_F(KeyboardScreenViewTest, WithoutAKeyboardNoKeyIsMentioned) {
  terminal_.has_keyboard = false;
  EXPECT_THAT(Tick(), AllOf(HasSubstr("  1     up"), Not(HasSubstr("? help"))));
}

}  // namespace
}  // namespace rollcall::cli
