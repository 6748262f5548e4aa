// SPDX-License-Identifier: Apache-2.0
// Repairing bytes: the result is well-formed, what was well-formed stays, and a second repair changes nothing.
#include <string>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_grammar.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

using fuzz::Require;

void CheckRepair(std::string_view text) {
  const std::string repaired = ToWellFormedUtf8(text);
  Require(fuzz::IsUtf8(repaired), "repaired text is UTF-8");
  Require(repaired.size() <= 3 * text.size(), "a byte becomes one U+FFFD at most");
  Require((repaired == text) == fuzz::IsUtf8(text), "UTF-8 stays as it is, nothing else does");
  Require(IsWellFormedUtf8(text) == fuzz::IsUtf8(text), "what is well-formed is UTF-8");
}

// The heads of `text`, one after another, are its code points and the maximal parts that are none.
void CheckHeads(std::string_view text) {
  while (!text.empty()) {
    const Utf8Head head = ReadUtf8Head(text);
    Require(head.size >= 1 && head.size <= text.size(), "a head lies within its text");
    std::string_view rest = text;
    const bool well_formed = fuzz::TakeCodePoint(rest).has_value();
    Require(head.well_formed == well_formed, "a head is well-formed where a code point stands");
    Require(!well_formed || text.size() - rest.size() == head.size, "a well-formed head is the code point");
    text.remove_prefix(head.size);
  }
}

void CheckMending(std::string_view text) {
  std::string buffer;
  const std::string mended(ReplaceInvalidUtf8(text, buffer));
  Require(ReplaceInvalidUtf8(mended, buffer) == mended, "mended JSON needs no mending");
  Require(fuzz::IsTopicJson(mended) == fuzz::IsTopicJson(text),
          "mending makes no JSON of what is none, nor breaks any");
  Require(!fuzz::IsTopicJson(mended) || fuzz::IsUtf8(mended), "mended JSON is UTF-8");
  const std::string tamed = ClampNumbers(mended);
  Require(tamed.size() <= mended.size(), "taming lengthens nothing");
  Require(fuzz::IsTopicJson(tamed) == fuzz::IsTopicJson(mended),
          "taming makes no JSON of what is none, nor breaks any");
  Require(ClampNumbers(tamed) == tamed, "tame numbers stay");
}

void CheckMessage(std::string_view text) {
  for (const size_t max_bytes : {size_t{0}, size_t{7}, size_t{80}}) {
    const std::string message = ForMessage(text, max_bytes);
    Require(fuzz::IsPlainText(message), "a message is plain text");
    Require(message.size() <= 4 * max_bytes + kReplacementCharacter.size(), "a message is bounded");
  }
}

}  // namespace
}  // namespace rollcall::topic

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall::topic;  // NOLINT: its functions are what is tested
  const std::string_view text = rollcall::fuzz::TextOf(data, size);
  CheckRepair(text);
  CheckHeads(text);
  CheckMending(text);
  CheckMessage(text);
  return 0;
}
