// SPDX-License-Identifier: Apache-2.0
// The body of a request. The input's first byte is the size of the pieces in which the rest, the body, arrives.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/rpc/protocol/message_reader.h"
#include "tests/fuzz/fuzz.h"

namespace rollcall::rpc {
namespace {

using fuzz::Require;

constexpr size_t kMaxMessageBytes = 200;

struct Outcome {
  std::vector<std::string> messages;
  absl::Status status;
  size_t kept_bytes = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome ReadInPieces(std::string_view body, size_t piece_bytes) {
  MessageReader reader(kMaxMessageBytes);
  Outcome outcome;
  while (!body.empty() && outcome.status.ok()) {
    outcome.status = reader.Read(body.substr(0, piece_bytes),
                                 [&](std::string message) { outcome.messages.push_back(std::move(message)); });
    body.remove_prefix(std::min(piece_bytes, body.size()));
    Require(reader.kept_bytes() < kMessagePrefixBytes + kMaxMessageBytes, "less than one message is kept");
    Require(reader.IsBetweenMessages() == (reader.kept_bytes() == 0), "between messages nothing is kept");
  }
  outcome.kept_bytes = outcome.status.ok() ? reader.kept_bytes() : 0;
  return outcome;
}

// The same in plain code, for a body that is there as a whole.
Outcome ReadAtOnce(std::string_view body) {
  Outcome outcome;
  while (body.size() >= kMessagePrefixBytes) {
    const size_t flag = static_cast<uint8_t>(body[0]);
    size_t message_bytes = 0;
    for (const char byte : body.substr(1, kMessagePrefixBytes - 1)) {
      message_bytes = message_bytes * 256 + static_cast<uint8_t>(byte);
    }
    if (flag == 1) return {outcome.messages, absl::UnimplementedError("")};
    if (flag > 1) return {outcome.messages, absl::InternalError("")};
    if (message_bytes > kMaxMessageBytes) return {outcome.messages, absl::ResourceExhaustedError("")};
    if (body.size() < kMessagePrefixBytes + message_bytes) break;
    outcome.messages.emplace_back(body.substr(kMessagePrefixBytes, message_bytes));
    body.remove_prefix(kMessagePrefixBytes + message_bytes);
  }
  outcome.kept_bytes = body.size();
  return outcome;
}

void CheckPrefixes(const Outcome& outcome) {
  for (const std::string& message : outcome.messages) {
    const Outcome again = ReadInPieces(MessagePrefix(message.size()) + message, SIZE_MAX);
    Require(again.messages == std::vector<std::string>{message}, "a message is read from the prefix that is written");
  }
}

}  // namespace
}  // namespace rollcall::rpc

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall::rpc;  // NOLINT: its functions are what is tested
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  if (input.empty()) return 0;
  const std::string_view body = input.substr(1);
  const Outcome whole = ReadInPieces(body, SIZE_MAX);
  Require(ReadInPieces(body, size_t{data[0]} + 1) == whole, "pieces change neither messages nor errors");
  Require(ReadInPieces(body, 1) == whole, "single bytes change neither messages nor errors");
  const Outcome expected = ReadAtOnce(body);
  Require(whole.messages == expected.messages, "the messages are those of the format");
  Require(whole.status.code() == expected.status.code(), "the error is that of the format");
  Require(whole.kept_bytes == expected.kept_bytes, "what is kept is what is left");
  CheckPrefixes(whole);
  return 0;
}
