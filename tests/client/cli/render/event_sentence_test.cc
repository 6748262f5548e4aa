// SPDX-License-Identifier: Apache-2.0
// Events as sentences for a log.
#include "client/cli/render/event_sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render/event.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

TEST(EventSentenceTest, SaysWhatChanged) {
  const v1::NodeStatus before = UpNode(3, 7, {{"a", {"x"}, ""}, {"b", {"x"}, ""}});
  const v1::NodeStatus after = UpNode(3, 8, {{"b", {"y"}, ""}, {"c\n", {"x"}, ""}});
  const auto sentence = [](const Event& event) { return EventSentence(event, Noon()); };
  EXPECT_EQ(sentence(NodeEvent{before, {}, client::NodeChange::Kind::kAdded}),
            "2026-03-01T12:00:00Z node 3 is up and runs a, b (offset 7)");
  EXPECT_EQ(sentence(NodeEvent{after, before, client::NodeChange::Kind::kChanged}),
            "2026-03-01T12:00:00Z node 3 now runs c\\n; no longer runs a; changed b (topics +y -x) (offset 8)");
  EXPECT_EQ(sentence(NodeEvent{DownNode(3, 9), after, client::NodeChange::Kind::kChanged}),
            "2026-03-01T12:00:00Z node 3 up -> down; no longer runs b, c\\n (offset 9)");
  EXPECT_EQ(sentence(NodeEvent{InvalidNode(3, 9, "no JSON"), {}, client::NodeChange::Kind::kAdded}),
            "2026-03-01T12:00:00Z node 3 is invalid: no JSON (offset 9)");
  EXPECT_EQ(sentence(HiddenEvent{DownNode(3, 9)}),
            "2026-03-01T12:00:00Z node 3 is down; the filter shows no row of it (offset 9)");
  EXPECT_THAT(sentence(SyncedEvent{HeaderOf({before}, 9)}),
              HasSubstr("complete at revision 9: 1 node, digest checked"));
}

TEST(EventSentenceTest, GivesTheReasonOfAState) {
  using Change = client::NodeChange::Kind;
  const auto sentence = [](const NodeEvent& event) { return EventSentence(event, Noon()); };
  const v1::NodeStatus up = UpNode(3, 7, {{"a", {"x"}, ""}});
  v1::NodeStatus down = DownNode(3, 8);
  down.set_reason("an\nupgrade");
  v1::NodeStatus other_reason = DownNode(3, 9);
  other_reason.set_reason("a defect");
  v1::NodeStatus up_with_reason = UpNode(3, 10, {{"a", {"x"}, ""}});
  up_with_reason.set_reason("a defect");
  EXPECT_THAT(sentence({down, {}, Change::kAdded}), HasSubstr(" node 3 is down; reason: an\\nupgrade (offset 8)"));
  EXPECT_THAT(sentence({down, up, Change::kChanged}),
              HasSubstr(" node 3 up -> down; no longer runs a; reason: an\\nupgrade (offset 8)"));
  EXPECT_THAT(sentence({other_reason, down, Change::kChanged}),
              HasSubstr(" node 3 changed; reason: a defect (offset 9)"));
  EXPECT_THAT(sentence({up_with_reason, other_reason, Change::kChanged}),
              HasSubstr(" node 3 down -> up; now runs a; reason: a defect (offset 10)"));
  EXPECT_THAT(sentence({up, up_with_reason, Change::kChanged}),
              HasSubstr(" node 3 no longer gives a reason (offset 7)"));
}

TEST(EventSentenceTest, SaysWhatBecameOfANodeThatIsNoLongerShown) {
  const v1::NodeStatus before = UpNode(3, 7, {{"a\n", {"x"}, ""}});
  const auto sentence = [&before](const v1::RemovedNode& removed) {
    return EventSentence(RemovedEvent{removed, before}, Noon());
  };
  v1::RemovedNode removed = RemovalOf(3, 9).removed(0);
  EXPECT_EQ(sentence(removed), "2026-03-01T12:00:00Z node 3 is gone: deleted; it ran a\\n (offset 9)");
  removed.set_reason(v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_THAT(sentence(removed),
              HasSubstr("node 3 is no longer shown: no longer matches the filter; it ran a\\n (offset 9)"))
      << "an older server does not say why";
  *removed.mutable_status() = InvalidNode(3, 9, "no JSON");
  EXPECT_THAT(sentence(removed), HasSubstr("node 3 is no longer shown: up -> invalid: no JSON; no longer matches the "
                                           "filter; it ran a\\n (offset 9)"));
  removed.clear_reason();
  removed.clear_status();
  EXPECT_THAT(sentence(removed),
              HasSubstr("node 3 is no longer shown: not in the new snapshot; it ran a\\n (revision 9)"));
}

TEST(EventSentenceTest, SaysThatANodeIsStaleAndNoLongerStale) {
  v1::NodeStatus node = UpNode(3, 7);
  node.mutable_lease()->set_seconds(10);
  EXPECT_EQ(EventSentence(StaleEvent{node, HeaderOf({}, 9)}, Noon()),
            "2026-03-01T12:00:00Z node 3 is stale: silent for 59 s, it promised to publish every 10 s");
  EXPECT_EQ(EventSentence(FreshEvent{node, HeaderOf({}, 9)}, Noon()),
            "2026-03-01T12:00:00Z node 3 is no longer stale (offset 7)");
  EXPECT_EQ(EventSentence(StaleEvent{std::nullopt, HeaderOf({}, 9)}, Noon()), "") << "the source's event says it";
  EXPECT_EQ(EventSentence(FreshEvent{std::nullopt, HeaderOf({}, 9)}, Noon()), "");
}

TEST(EventSentenceTest, SaysThatTheConnectionIsLost) {
  EXPECT_EQ(EventSentence(LostEvent{"a:1", "Socket\nclosed", Noon()}, Noon()),
            "2026-03-01T12:00:00Z lost the connection to a:1 (Socket\\nclosed); what is shown may be old until it is "
            "resumed");
}

TEST(EventSentenceTest, MentionsWhatRunsOnlyWhereThatIsExpected) {
  EXPECT_THAT(EventSentence(NodeEvent{UpNode(3, 7), {}, client::NodeChange::Kind::kAdded}, Noon()),
              HasSubstr("node 3 is up and runs nothing (offset 7)"));
  EXPECT_THAT(EventSentence(NodeEvent{DownNode(3, 7), {}, client::NodeChange::Kind::kAdded}, Noon()),
              HasSubstr("node 3 is down (offset 7)"));
}

TEST(EventSentenceTest, SaysThatAStatusIsDatedInTheFuture) {
  EXPECT_EQ(EventSentence(NodeEvent{FutureNode(3, 7), {}, client::NodeChange::Kind::kAdded}, Noon()),
            "2026-03-01T12:00:00Z node 3 is up and runs nothing, dated 3 h ahead (clock?) (offset 7)");
}

TEST(EventSentenceTest, SaysThatTheSourceIsOldAndCurrentAgain) {
  v1::Header header = HeaderOf({}, 9);
  EXPECT_EQ(EventSentence(SourceEvent{header}, Noon()), "2026-03-01T12:00:00Z the status shown is current again");
  header.set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_THAT(EventSentence(SourceEvent{header}, Noon()), HasSubstr("STALE 0.5 s: no broker answers the server"));
}

}  // namespace
}  // namespace rollcall::cli
