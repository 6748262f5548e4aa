// SPDX-License-Identifier: Apache-2.0
// Takes the body of a request apart into messages: each has a prefix of five bytes, a flag that says whether it is
// compressed, and its length as a big-endian number ("Length-Prefixed-Message" of gRPC's PROTOCOL-HTTP2.md).
//
// Keeps no more than one message that is not complete. Not thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace rollcall::rpc {

inline constexpr size_t kMessagePrefixBytes = 5;

class MessageReader {
 public:
  using OnMessage = std::function<void(std::string message)>;

  // A message has at most `max_message_bytes`, without its prefix.
  explicit MessageReader(size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}

  // Takes the next bytes of the body, and calls `on_message` for each message that they complete. After an error, which
  // ends the call, it must not be called again: RESOURCE_EXHAUSTED for a message that is too long, known from its
  // prefix before its bytes are kept; UNIMPLEMENTED for a compressed message; INTERNAL for any other flag.
  absl::Status Read(std::string_view bytes, const OnMessage& on_message);

  // Whether the body may end here: not inside a message.
  bool IsBetweenMessages() const { return kept_.empty(); }

  // What is kept of a message that is not complete.
  size_t kept_bytes() const { return kept_.size(); }

 private:
  absl::Status CheckPrefix(std::string_view prefix, size_t& message_bytes) const;

  const size_t max_message_bytes_;
  std::string kept_;  // the beginning of a message, with its prefix
};

// The prefix of an uncompressed message of that size.
std::string MessagePrefix(size_t message_bytes);

}  // namespace rollcall::rpc
