// SPDX-License-Identifier: Apache-2.0
// Bytes of a terminal become keys, and nothing else becomes one.
#include "client/cli/screen/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {

// gtest prints a key by this.
void PrintTo(const KeyPress& press, std::ostream* out) { *out << static_cast<int>(press.key) << "'" << press.text; }

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class KeyDecoderTest : public ::testing::Test {
 protected:
  std::vector<KeyPress> Decode(std::string_view bytes) { return decoder_.Decode(bytes, now_); }
  static KeyPress Text(const std::string& text) { return {Key::kText, text}; }

  KeyDecoder decoder_;
  Instant now_{rollcall::testing::Noon()};
};

TEST_F(KeyDecoderTest, CharactersAreText) {
  EXPECT_THAT(Decode("jé世"), ElementsAre(Text("j"), Text("é"), Text("世")));
}

TEST_F(KeyDecoderTest, KnowsTheKeysOfATerminalInBothCursorModes) {
  EXPECT_THAT(Decode("\x1b[A\x1b[B\x1b[5~\x1b[6~\x1b[H\x1b[F"),
              ElementsAre(KeyPress{Key::kUp}, KeyPress{Key::kDown}, KeyPress{Key::kPageUp}, KeyPress{Key::kPageDown},
                          KeyPress{Key::kHome}, KeyPress{Key::kEnd}));
  EXPECT_THAT(Decode("\x1bOA\x1bOB\x1b[1~\x1b[4~\x1b[7~\x1b[8~"),
              ElementsAre(KeyPress{Key::kUp}, KeyPress{Key::kDown}, KeyPress{Key::kHome}, KeyPress{Key::kEnd},
                          KeyPress{Key::kHome}, KeyPress{Key::kEnd}));
  EXPECT_THAT(Decode("\r\n\x7f\b\x15\x0c"),
              ElementsAre(KeyPress{Key::kEnter}, KeyPress{Key::kEnter}, KeyPress{Key::kBackspace},
                          KeyPress{Key::kBackspace}, KeyPress{Key::kClearLine}, KeyPress{Key::kRedraw}));
}

TEST_F(KeyDecoderTest, AKeyWithAModifierIsThatKey) {
  EXPECT_THAT(Decode("\x1b[1;5A\x1b[5;2~"), ElementsAre(KeyPress{Key::kUp}, KeyPress{Key::kPageUp}));
}

TEST_F(KeyDecoderTest, UnknownSequencesAreDroppedWhole) {
  EXPECT_THAT(Decode("\x1b[15~\x1b[<0;3;4M\x1bOP\x1bq\x01"), IsEmpty()) << "F5, the mouse, F1, Alt-Q, Ctrl-A";
  EXPECT_THAT(Decode("\x1b[200~q"), ElementsAre(Text("q")));
}

TEST_F(KeyDecoderTest, ASequenceMayArriveInPieces) {
  EXPECT_THAT(Decode("\x1b"), IsEmpty());
  EXPECT_THAT(Decode("["), IsEmpty());
  EXPECT_THAT(Decode("5"), IsEmpty());
  EXPECT_THAT(Decode("~"), ElementsAre(KeyPress{Key::kPageUp}));
  EXPECT_THAT(Decode("\xc3"), IsEmpty());
  EXPECT_THAT(Decode("\xa9"), ElementsAre(Text("é")));
}

TEST_F(KeyDecoderTest, EscIsAKeyIfNothingFollows) {
  EXPECT_THAT(Decode("\x1b"), IsEmpty());
  now_ += absl::Milliseconds(49);
  EXPECT_THAT(Decode(""), IsEmpty());
  now_ += absl::Milliseconds(1);
  EXPECT_THAT(Decode(""), ElementsAre(KeyPress{Key::kEscape}));
  EXPECT_THAT(Decode("\x1b\x1b[A"), ElementsAre(KeyPress{Key::kEscape}, KeyPress{Key::kUp}));
}

TEST_F(KeyDecoderTest, AHalfSequenceIsForgotten) {
  Decode("\x1b[5");
  now_ += absl::Seconds(1);
  EXPECT_THAT(Decode(""), IsEmpty());
  EXPECT_THAT(Decode("q"), ElementsAre(Text("q")));
}

TEST_F(KeyDecoderTest, BytesThatAreNotUtf8AreNoKeys) { EXPECT_THAT(Decode("\xff\xfe\x80j"), ElementsAre(Text("j"))); }

}  // namespace
}  // namespace rollcall::cli
