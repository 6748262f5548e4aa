// SPDX-License-Identifier: Apache-2.0
// Repairing bytes: the result is well-formed, well-formed input stays, and a second repair changes nothing.
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
  Require(repaired.size() <= 3 * text.size(), "a byte becomes at most one U+FFFD");
  Require((repaired == text) == fuzz::IsUtf8(text), "exactly UTF-8 stays as it is");
  Require(IsWellFormedUtf8(text) == fuzz::IsUtf8(text), "exactly UTF-8 is well-formed");
}

// The heads of `text`, one after another, are its code points and its ill-formed parts.
void CheckHeads(std::string_view text) {
  while (!text.empty()) {
    const Utf8Head head = ReadUtf8Head(text);
    Require(head.size >= 1 && head.size <= text.size(), "a head lies within its text");
    std::string_view rest = text;
    const bool well_formed = fuzz::TakeCodePoint(rest).has_value();
    Require(head.well_formed == well_formed, "a head is well-formed if it is a code point");
    Require(!well_formed || text.size() - rest.size() == head.size, "a well-formed head is the code point");
    text.remove_prefix(head.size);
  }
}

void CheckJsonRepair(std::string_view text) {
  std::string buffer;
  const std::string repaired(ReplaceInvalidUtf8(text, buffer));
  Require(ReplaceInvalidUtf8(repaired, buffer) == repaired, "repaired JSON needs no repair");
  Require(fuzz::IsTopicJson(repaired) == fuzz::IsTopicJson(text),
          "a repair turns nothing into JSON and breaks no JSON");
  Require(!fuzz::IsTopicJson(repaired) || fuzz::IsUtf8(repaired), "repaired JSON is UTF-8");
  const std::string clamped = ClampNumbers(repaired);
  Require(clamped.size() <= repaired.size(), "clamping lengthens nothing");
  Require(fuzz::IsTopicJson(clamped) == fuzz::IsTopicJson(repaired),
          "clamping turns nothing into JSON and breaks no JSON");
  Require(ClampNumbers(clamped) == clamped, "clamped numbers stay");
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
  CheckJsonRepair(text);
  CheckMessage(text);
  return 0;
}
