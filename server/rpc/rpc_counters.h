// SPDX-License-Identifier: Apache-2.0
// What was counted for a server since it began, for metrics. Each field may be read from any thread at any time.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rollcall::rpc {

// Why a connection ended.
enum class EndReason : size_t {
  kClosed,    // by the peer, or in good order
  kIdle,      // it did not begin to speak HTTP/2
  kSilent,    // the peer did not answer a PING
  kFlood,     // too many frames that cost the peer nothing
  kTls,       // the handshake failed, or what followed was no TLS
  kProtocol,  // what was sent was no HTTP/2
  kStalled,   // it does not read what is sent to it
};
inline constexpr size_t kEndReasons = 7;

struct RpcCounters {
  std::atomic<int64_t> connections{0};                   // open
  std::atomic<int64_t> calls{0};                         // running
  std::atomic<uint64_t> connections_refused{0};          // because there were as many as may be
  std::atomic<uint64_t> connections_of_peer_refused{0};  // because their peer had as many as it may
  std::atomic<uint64_t> calls_refused{0};                // because of a limit of the peer's calls
  std::atomic<uint64_t> calls_unauthorized{0};           // callers without a token or identity that may call
  std::atomic<uint64_t> headers_too_large{0};            // requests
  std::atomic<uint64_t> requests_too_large{0};           // requests
  std::atomic<uint64_t> requests_too_slow{0};            // requests that were not complete in time
  std::atomic<int64_t> unsent_bytes{0};                  // that are held for callers (held_bytes.h)
  std::atomic<uint64_t> unsent_ended{0};    // calls and connections, because there were too many of these bytes
  std::atomic<uint64_t> unsent_refused{0};  // calls, for the same reason
  std::array<std::atomic<uint64_t>, kEndReasons> connections_ended{};  // by EndReason
};

}  // namespace rollcall::rpc
