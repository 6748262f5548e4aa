// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/message_reader.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall::rpc {
namespace {

constexpr char kUncompressed = 0;
constexpr char kCompressed = 1;

size_t LengthIn(std::string_view prefix) {
  size_t length = 0;
  for (const char byte : prefix.substr(1)) length = length << 8 | static_cast<uint8_t>(byte);
  return length;
}

// Moves the first `count` bytes of `from`, or all if it has fewer, to the end of `to`.
void MoveFront(size_t count, std::string_view& from, std::string& to) {
  const std::string_view front = from.substr(0, count);
  to.append(front);
  from.remove_prefix(front.size());
}

}  // namespace

absl::Status MessageReader::CheckPrefix(std::string_view prefix, size_t& message_bytes) const {
  if (prefix[0] == kCompressed) {
    return absl::UnimplementedError(
        "the request has a compressed message, which this server does not read; send it uncompressed");
  }
  if (prefix[0] != kUncompressed) {
    return absl::InternalError(absl::StrCat("a message of the request begins with the flag ",
                                            static_cast<uint8_t>(prefix[0]),
                                            ", which gRPC does not define; is the body in gRPC's framing?"));
  }
  message_bytes = LengthIn(prefix);
  if (message_bytes <= max_message_bytes_) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("a message of the request has ", message_bytes,
                                                   " bytes, and this server reads at most ", max_message_bytes_));
}

absl::Status MessageReader::Read(std::string_view bytes, const OnMessage& on_message) {
  while (!bytes.empty()) {
    if (kept_.size() < kMessagePrefixBytes) MoveFront(kMessagePrefixBytes - kept_.size(), bytes, kept_);
    if (kept_.size() < kMessagePrefixBytes) break;
    size_t message_bytes = 0;
    if (absl::Status status = CheckPrefix(std::string_view(kept_).substr(0, kMessagePrefixBytes), message_bytes);
        !status.ok()) {
      return status;
    }
    MoveFront(kMessagePrefixBytes + message_bytes - kept_.size(), bytes, kept_);
    if (kept_.size() < kMessagePrefixBytes + message_bytes) break;
    std::string message = std::exchange(kept_, {});
    message.erase(0, kMessagePrefixBytes);
    on_message(std::move(message));
  }
  return absl::OkStatus();
}

std::string MessagePrefix(size_t message_bytes) {
  CHECK_LE(message_bytes, size_t{std::numeric_limits<uint32_t>::max()});
  std::string prefix(1, kUncompressed);
  for (const int shift : {24, 16, 8, 0}) prefix.push_back(static_cast<char>(message_bytes >> shift & 0xff));
  return prefix;
}

}  // namespace rollcall::rpc
