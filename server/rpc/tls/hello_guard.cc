// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/hello_guard.h"

namespace rollcall::rpc {
namespace {

// A record's header (RFC 8446, section 5.1: type, version, length) and that of the message in it (section 4).
constexpr size_t kHeadBytes = 9;
constexpr unsigned char kHandshakeRecord = 22;
constexpr unsigned char kChangeCipherSpecRecord = 20;
constexpr size_t kChangeCipherSpecBytes = 6;
constexpr unsigned char kMajorVersion = 3;
constexpr unsigned char kClientHello = 1;
constexpr unsigned char kMaxHelloPages = 64;  // of 256 bytes. With key shares for the time after quantum computers and
                                              // a ticket, clients send 2 to 5 KiB.

bool CanBegin(size_t place, unsigned char byte) {
  switch (place) {
    case 0:
      return byte == kHandshakeRecord;
    case 1:
      return byte == kMajorVersion;
    case 5:
      return byte == kClientHello;
    default:
      return true;
  }
}

// Whether the message is small, and its header is not spread over two records, which could hide its length.
bool HasSmallLength(size_t place, unsigned char byte, unsigned char before) {
  switch (place) {
    case 4:
      return before != 0 || byte >= kHeadBytes - 5;
    case 6:
      return byte == 0;
    case 7:
      return byte < kMaxHelloPages;
    default:
      return true;
  }
}

}  // namespace

absl::Status HelloGuard::Check(std::string_view received) {
  for (const char byte : received) {
    if (seen_ == kHeadBytes) break;
    if (absl::Status status = CheckNext(static_cast<unsigned char>(byte)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status HelloGuard::CheckNext(unsigned char byte) {
  if (seen_ == 0 && skipped_ < kChangeCipherSpecBytes && (skipped_ > 0 || byte == kChangeCipherSpecRecord)) {
    ++skipped_;
    return absl::OkStatus();
  }
  if (!CanBegin(seen_, byte)) {
    return absl::InvalidArgumentError("the client does not speak TLS, which this address requires");
  }
  if (!HasSmallLength(seen_, byte, before_)) {
    return absl::InvalidArgumentError("the client's first TLS message has a size that no client needs");
  }
  before_ = byte;
  ++seen_;
  return absl::OkStatus();
}

}  // namespace rollcall::rpc
