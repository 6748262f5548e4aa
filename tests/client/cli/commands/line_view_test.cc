// SPDX-License-Identifier: Apache-2.0
// A watch as lines.
#include "client/cli/commands/line_view.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "absl/strings/str_cat.h"
#include "rollcall/client/client.h"
#include "tests/client/cli/commands/view_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

const absl::Status kBroken = absl::UnavailableError("Socket closed");

// The position of the event in Event: 0 snapshot, 1 node, 2 removed, 3 synced, 4 source, 5 resumed, 6 stale, 7 fresh,
// 8 lost, 9 hidden.
std::string FormatIndex(const Event& event, absl::Time) { return std::to_string(event.index()); }

class LineViewTest : public ViewFixture {
 protected:
  LineView view_{v1::Filter(), EventFilter(Republished::kHide, Heartbeats::kHide), FormatIndex, absl::Seconds(10),
                 context_};
};

TEST_F(LineViewTest, WritesALineForEachEvent) {
  const auto watch = MakeWatch(view_, {SnapshotOf({UpNode(1, 1)}, 1, "t")});
  ShowNext(*watch, view_);
  EXPECT_EQ(out_.text(), "0\n1\n3\n");
  EXPECT_EQ(err_.text(), "");
}

TEST_F(LineViewTest, WritesResumedBeforeTheMessageThatFollowsAndThenSynced) {
  const auto watch = MakeWatch(view_, {SnapshotOf({}, 1, "t"), kBroken});
  servers_.AddWatch("a:1", {WithCheckpoint({}, {}, 1, "t")});
  ShowNext(*watch, view_);
  ShowNext(*watch, view_);
  EXPECT_EQ(out_.text(), "0\n3\n8\n5\n3\n");
  EXPECT_EQ(err_.text(),
            "rollcall: lost the connection to a:1 (Socket closed); trying to resume\n"
            "rollcall: resumed at a:1 after 0.1 s\n");
}

// What was sent before the connection was lost, and without a checkpoint, is not written.
// The server is away for long: nothing comes after the loss.
TEST_F(LineViewTest, WritesLostAtOnce) {
  const auto watch = MakeWatch(view_, {SnapshotOf({}, 1, "t"), kBroken});
  ShowNext(*watch, view_);
  client::ViewStep step;
  EXPECT_EQ(watch->Next(clock_.Now() + absl::Minutes(1), step), client::WatchRead::kTimeout);
  EXPECT_EQ(out_.text(), "0\n3\n8\n") << "once";
  EXPECT_TRUE(view_.Tick(*watch).ok());
}

TEST_F(LineViewTest, ATerminalThatShowsTheLinesGetsNoSecondMessage) {
  context_.out_is_terminal = true;
  context_.err_is_terminal = true;
  const auto watch = MakeWatch(view_, {SnapshotOf({}, 1, "t"), kBroken});
  servers_.AddWatch("a:1", {WithCheckpoint({}, {}, 1, "t")});
  ShowNext(*watch, view_);
  ShowNext(*watch, view_);
  EXPECT_EQ(out_.text(), "0\n3\n8\n5\n3\n");
  EXPECT_EQ(err_.text(), "");
}

TEST_F(LineViewTest, AnEventWithoutALineWritesNothing) {
  LineView view(
      v1::Filter(), EventFilter(Republished::kHide, Heartbeats::kHide), [](const Event&, absl::Time) { return ""; },
      absl::Seconds(10), context_);
  const auto watch = MakeWatch(view, {SnapshotOf({UpNode(1, 1)}, 1, "t")});
  ShowNext(*watch, view);
  EXPECT_EQ(out_.text(), "");
}

TEST_F(LineViewTest, WritesChangesAtTheirCheckpoint) {
  const auto watch =
      MakeWatch(view_, {SnapshotOf({UpNode(1, 1)}, 1, "t"), UpdateOf({DownNode(1, 3), DownNode(2, 4)}), kBroken});
  servers_.AddWatch("a:1", {UpdateOf({DownNode(1, 3)}), WithCheckpoint({}, {DownNode(1, 3)}, 3, "t")});
  for (int i = 0; i < 4; ++i) ShowNext(*watch, view_);
  EXPECT_EQ(out_.text(), "0\n1\n3\n8\n5\n1\n3\n");
}

TEST_F(LineViewTest, AFirstConnectionIsNotAResumption) {
  const auto watch = MakeWatch(view_, {kBroken});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t")});
  ShowNext(*watch, view_);
  EXPECT_EQ(out_.text(), "0\n3\n");
}

// A node that says another word than up or down may have rows that match, and is shown then.
TEST_F(LineViewTest, WritesOnceWhichNodesNobodyCanTellAbout) {
  const auto format = [](const Event& event, absl::Time) {
    const auto* hidden = std::get_if<HiddenEvent>(&event);
    return hidden == nullptr ? std::string("other") : absl::StrCat("hidden ", hidden->node.node_id());
  };
  v1::Filter filter;
  filter.add_names("a");
  LineView view(filter, EventFilter(Republished::kHide, Heartbeats::kHide), format, absl::Seconds(10), context_);
  v1::NodeStatus draining = UpNode(6, 1, {{"a", {"x"}, ""}});
  draining.set_state(v1::NodeStatus::STATE_OTHER);
  const auto watch = MakeWatch(view, {SnapshotOf({draining}, 9, "t"), Silence()});
  ShowNext(*watch, view);
  client::Client client{{.servers = {"b:1"}}, servers_, cancellation_, clock_};
  servers_.AddWatch("b:1", {SnapshotOf({draining, DownNode(7, 2), InvalidNode(8, 3, "no JSON")}, 9, "t"), Silence()});
  view.Start(client);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(view.Tick(*watch).ok());
  EXPECT_EQ(out_.text(), "other\nother\nother\nhidden 7\nhidden 8\n");
  EXPECT_EQ(view.NextTick(), Instant::InfiniteFuture()) << "the second watch is over";
}

TEST_F(LineViewTest, AFilterOfStatesHidesNothingUnknown) {
  v1::Filter filter;
  filter.add_states(v1::NodeStatus::STATE_UP);
  LineView view(filter, EventFilter(Republished::kHide, Heartbeats::kHide), FormatIndex, absl::Seconds(10), context_);
  client::Client client{{.servers = {"b:1"}}, servers_, cancellation_, clock_};
  view.Start(client);
  EXPECT_EQ(view.NextTick(), Instant::InfiniteFuture());
}

// Counts the writes, of which all but the first `good` fail.
class FailingOutput final : public Output {
 public:
  explicit FailingOutput(int good) : good_(good) {}
  absl::Status Write(std::string_view) override {
    return ++writes <= good_ ? absl::OkStatus() : absl::InternalError("disk full");
  }
  int writes = 0;

 private:
  const int good_;
};

TEST_F(LineViewTest, WritesALargeSnapshotInPiecesUntilOneFails) {
  const auto format = [](const Event&, absl::Time) { return std::string(1 << 20, 'x'); };
  for (const int good : {1, 9}) {
    FailingOutput out(good);
    CommandContext context = {.out = out,
                              .err = err_,
                              .terminal_size = [this] { return size_; },
                              .cancellation = cancellation_,
                              .clock = clock_};
    LineView view(v1::Filter(), EventFilter(Republished::kHide, Heartbeats::kHide), format, absl::Seconds(10), context);
    const auto watch = MakeWatch(view, {SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t")});
    client::ViewStep step;
    ASSERT_EQ(watch->Next(Instant::InfiniteFuture(), step), client::WatchRead::kMessage);
    EXPECT_EQ(view.OnMessage(step, *watch).ok(), good == 9);
    EXPECT_EQ(out.writes, good == 9 ? 5 : 2) << "snapshot, two nodes, synced, the rest";
  }
}

TEST_F(LineViewTest, ALostThatCannotBeWrittenIsAnError) {
  FailingOutput out(1);
  CommandContext context = {.out = out, .err = err_, .cancellation = cancellation_, .clock = clock_};
  LineView view(v1::Filter(), EventFilter(Republished::kHide, Heartbeats::kHide), FormatIndex, absl::Seconds(10),
                context);
  const auto watch = MakeWatch(view, {SnapshotOf({}, 1, "t"), kBroken});
  ShowNext(*watch, view);
  client::ViewStep step;
  EXPECT_EQ(watch->Next(clock_.Now() + absl::Minutes(1), step), client::WatchRead::kTimeout);
  EXPECT_FALSE(view.Tick(*watch).ok());
}

TEST_F(LineViewTest, ReportsAWrongDigest) {
  v1::WatchStatusResponse wrong = SnapshotOf({}, 1, "t");
  wrong.mutable_checkpoint()->mutable_header()->set_digest(7);
  const auto watch = MakeWatch(view_, {wrong});
  ShowNext(*watch, view_);
  EXPECT_EQ(out_.text(), "");
  EXPECT_NE(err_.text().find("do not match the server's digest"), std::string::npos);
  EXPECT_EQ(err_.text().find("bug"), std::string::npos);
  servers_.AddWatch("a:1", {wrong});
  ShowNext(*watch, view_);
  EXPECT_NE(err_.text().find("(2 times now)"), std::string::npos);
}

}  // namespace
}  // namespace rollcall::cli
