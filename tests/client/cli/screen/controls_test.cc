// SPDX-License-Identifier: Apache-2.0
// What each key does.
#include "client/cli/screen/controls.h"

#include <gtest/gtest.h>

#include "tests/client/cli/screen/screen_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

class ControlsTest : public ScreenFixture {
 protected:
  ControlsTest() {
    std::vector<v1::NodeStatus> nodes;
    for (int id = 0; id < 20; ++id) nodes.push_back(UpNode(id, id, {{"a", {}, ""}}));
    Hold(nodes);
    Fit();
  }
  void Fit() { controls_.Fit(model_.rows(), model_.version(), page_); }
  Controls::Effect Press(Key key) {
    const Controls::Effect effect = controls_.Handle({key}, model_.rows(), page_);
    Fit();
    return effect;
  }
  // Each character is a key.
  Controls::Effect Type(const std::string& text) {
    Controls::Effect effect = Controls::Effect::kNone;
    for (const char character : text) {
      effect = controls_.Handle({Key::kText, std::string(1, character)}, model_.rows(), page_);
      Fit();
    }
    return effect;
  }
  int32_t NodeAtCursor() const { return model_.rows().at(controls_.cursor()).node->node_id(); }

  size_t page_ = 5;
  Controls controls_;
};

TEST_F(ControlsTest, TheCursorMovesAndTheVisiblePartFollows) {
  Type("jj");
  EXPECT_EQ(controls_.cursor(), 2u);
  EXPECT_EQ(controls_.top(), 0u);
  Press(Key::kPageDown);
  EXPECT_EQ(controls_.cursor(), 7u);
  EXPECT_EQ(controls_.top(), 3u);
  Type("kkkkk");
  EXPECT_EQ(controls_.cursor(), 2u);
  EXPECT_EQ(controls_.top(), 2u);
  Type("G");
  EXPECT_EQ(controls_.cursor(), 19u);
  EXPECT_EQ(controls_.top(), 15u);
  Press(Key::kDown);
  EXPECT_EQ(controls_.cursor(), 19u);
  Press(Key::kHome);
  Press(Key::kUp);
  EXPECT_EQ(controls_.cursor(), 0u);
  EXPECT_EQ(controls_.top(), 0u);
  Press(Key::kEnd);
  Press(Key::kPageUp);
  EXPECT_EQ(controls_.cursor(), 14u);
}

TEST_F(ControlsTest, KeysWithoutAMeaningDoNothing) {
  for (const Key key : {Key::kEnter, Key::kEscape, Key::kBackspace, Key::kClearLine}) {
    EXPECT_EQ(Press(key), Controls::Effect::kNone);
  }
  EXPECT_EQ(Type("x"), Controls::Effect::kNone);
  EXPECT_EQ(controls_.cursor(), 0u);
}

TEST_F(ControlsTest, QuitsAndDrawsAgain) {
  EXPECT_EQ(Type("q"), Controls::Effect::kQuit);
  EXPECT_EQ(Press(Key::kRedraw), Controls::Effect::kRedraw);
}

TEST_F(ControlsTest, TheHelpCoversTheKeysUntilItEnds) {
  Type("?");
  EXPECT_TRUE(controls_.shows_help());
  Press(Key::kDown);
  EXPECT_EQ(controls_.cursor(), 0u) << "nobody sees the rows";
  EXPECT_TRUE(controls_.shows_help());
  Type("?");
  EXPECT_FALSE(controls_.shows_help());
  Type("?");
  Press(Key::kEscape);
  EXPECT_FALSE(controls_.shows_help());
  Type("?");
  EXPECT_EQ(Type("q"), Controls::Effect::kQuit);
}

TEST_F(ControlsTest, TheCursorStaysOnItsRowWhenOthersComeBeforeIt) {
  Type("jjj");
  ASSERT_EQ(NodeAtCursor(), 3);
  Change(UpNode(2, 30, {{"a", {}, ""}, {"A", {}, ""}}));  // "A" is sorted before all "a"
  Fit();
  EXPECT_EQ(NodeAtCursor(), 3);
  EXPECT_EQ(controls_.cursor(), 4u);
  EXPECT_EQ(controls_.top(), 1u) << "it keeps its line too";
  Remove(3);
  Advance(absl::Seconds(6));
  Fit();
  EXPECT_EQ(controls_.cursor(), 4u) << "its row is gone";
}

TEST_F(ControlsTest, TheFirstRowStaysFirst) {
  Change(UpNode(2, 30, {{"A", {}, ""}}));
  Fit();
  EXPECT_EQ(controls_.cursor(), 0u);
  EXPECT_EQ(controls_.top(), 0u);
}

TEST_F(ControlsTest, FewerRowsMoveTheVisiblePart) {
  Type("G");
  Hold({UpNode(1, 1, {{"a", {}, ""}})});
  Fit();
  EXPECT_EQ(controls_.cursor(), 0u);
  EXPECT_EQ(controls_.top(), 0u);
}

TEST_F(ControlsTest, ATallerTerminalShowsMoreRows) {
  Type("G");
  page_ = 50;
  Fit();
  EXPECT_EQ(controls_.top(), 0u);
}

TEST_F(ControlsTest, OneKeyGoesThroughTheOrdersAndAnotherPutsChangesFirst) {
  Type("jjj");
  for (const Sort sort : {Sort::kNode, Sort::kState, Sort::kAge, Sort::kChanged, Sort::kName}) {
    Type("s");
    EXPECT_EQ(controls_.sort(), sort);
  }
  EXPECT_EQ(controls_.cursor(), 0u) << "what comes first now is seen";
  Type("sc");
  EXPECT_EQ(controls_.sort(), Sort::kChanged);
  Type("c");
  EXPECT_EQ(controls_.sort(), Sort::kNode) << "as before";
}

TEST_F(ControlsTest, ASearchGoesToTheRowAndOnToTheNext) {
  Type("/1");
  EXPECT_EQ(controls_.prompt(), "1");
  Press(Key::kEnter);
  EXPECT_EQ(controls_.prompt(), std::nullopt);
  EXPECT_EQ(NodeAtCursor(), 1);
  Type("n");
  EXPECT_EQ(NodeAtCursor(), 10);
  Type("N");
  EXPECT_EQ(NodeAtCursor(), 1);
  Type("N");
  EXPECT_EQ(NodeAtCursor(), 19) << "around the start";
}

TEST_F(ControlsTest, WhatIsTypedIntoASearchIsNoKey) {
  EXPECT_EQ(Type("/q"), Controls::Effect::kChanged);
  EXPECT_EQ(controls_.prompt(), "q");
  Press(Key::kBackspace);
  EXPECT_EQ(controls_.prompt(), "");
  controls_.Handle({Key::kText, "é"}, model_.rows(), page_);
  Press(Key::kBackspace);
  EXPECT_EQ(controls_.prompt(), "");
  Press(Key::kBackspace);
  EXPECT_EQ(controls_.prompt(), std::nullopt);
  Type("/ab");
  Press(Key::kClearLine);
  EXPECT_EQ(controls_.prompt(), "");
  Press(Key::kEscape);
  EXPECT_EQ(controls_.prompt(), std::nullopt);
}

TEST_F(ControlsTest, ASearchWithoutAResultSaysSoUntilTheNextKey) {
  Type("n");
  EXPECT_EQ(controls_.message(), "nothing to search for yet; type / and a text");
  Type("/zzz");
  Press(Key::kEnter);
  EXPECT_EQ(controls_.message(), "no row has \"zzz\"");
  Type("j");
  EXPECT_EQ(controls_.message(), "");
  EXPECT_EQ(controls_.cursor(), 1u);
}

TEST_F(ControlsTest, AnEmptyScreenTakesEveryKey) {
  Hold({});
  Fit();
  Type("jkgG nNs/x");
  Press(Key::kEnter);
  for (const Key key : {Key::kUp, Key::kDown, Key::kPageUp, Key::kPageDown, Key::kHome, Key::kEnd}) Press(key);
  EXPECT_EQ(controls_.cursor(), 0u);
}

}  // namespace
}  // namespace rollcall::cli
