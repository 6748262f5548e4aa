// SPDX-License-Identifier: Apache-2.0
// The server's end of one HTTP/2 connection, without a socket: takes and gives bytes. On nghttp2, which nothing outside
// this folder sees. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "rollcall/instant.h"
#include "server/rpc/http2/output_batch.h"
#include "server/rpc/http2/session_limits.h"
#include "server/rpc/http2/stream.h"

struct nghttp2_session;

namespace rollcall::rpc {

// Error codes of RFC 9113, section 7.
enum class Http2Error : uint32_t {
  kNone = 0,
  kInternal = 2,
  kCancel = 8,
  kEnhanceYourCalm = 11,
};

class Session {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    // A request has begun. The session keeps the stream until it is closed, by either side.
    virtual std::unique_ptr<Stream> NewStream(int32_t id) = 0;
    // There is something to send: Pump is to be called.
    virtual void OnHasOutput() = 0;
    // A request was refused, because its headers are larger than the limit.
    virtual void OnHeadersTooLarge() = 0;
  };

  Session(const SessionLimits& limits, Owner& owner, Instant now);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Takes bytes that were received at `now`. An error ends the connection: it says what the peer did wrong. What is
  // pumped after that tells the peer.
  absl::Status Receive(std::string_view bytes, Instant now);

  // Adds what there is to send to `batch`. `flush` sends the batch and clears it, and returns whether more can be sent
  // now; it is called whenever the batch is full, and at the end if there is anything in it.
  void Pump(OutputBatch& batch, const std::function<bool()>& flush);
  // Everything was said in both directions: the connection can be closed.
  bool IsOver() const;
  // How the peer broke the protocol, as it was told; the session is over then. Empty while it has not.
  const std::string& failure() const { return failure_; }
  // Whether anything was received since the last call that is to be answered at once. Clients answer what they are sent
  // with PING and WINDOW_UPDATE; while no stream has more to send, the answers to these can wait for the next message.
  bool TakeUrgency();

  // Answers a request. With a body, which the stream is asked for:
  void Respond(int32_t id, const Headers& headers);
  // Without one:
  void RespondWithoutBody(int32_t id, const Headers& headers);
  // The stream may have more of its body to send.
  void Wake(Stream& stream);
  void Reset(int32_t id, Http2Error error);
  // No more requests are taken. Those that were go on.
  void GoAway(Http2Error error, std::string_view why);
  void Ping();

  // Calls Stream::Check of each stream whose request has not ended. To be called about once a second.
  void CheckStreams(Instant now);

  size_t stream_count() const { return streams_.size(); }
  // Whether the client's preface has come: it speaks HTTP/2.
  bool has_preface() const { return has_preface_; }

 private:
  struct Callbacks;
  friend struct Callbacks;

  Stream* Find(int32_t id) const;
  void SendSettings();
  void SetHasOutput(Stream& stream, bool has_output);
  void BeginBody(Stream& stream);
  bool CountRefusal();

  const SessionLimits limits_;
  Owner& owner_;
  nghttp2_session* session_ = nullptr;
  absl::flat_hash_map<int32_t, std::unique_ptr<Stream>> streams_;
  absl::flat_hash_set<Stream*> in_request_;  // those whose request has not ended
  std::deque<Stream*> woken_;                // each begins a new body in its turn
  size_t streams_with_output_ = 0;
  bool has_preface_ = false;
  Instant now_;  // of the bytes that are being received
  FrameBudget resets_;
  FrameBudget control_frames_;
  bool is_urgent_ = true;
  std::string failure_;
  std::string_view too_much_;  // of what the peer has sent too much; empty while it has not
  size_t header_bytes_ = 0;    // of the request whose headers are being received
  // While it pumps:
  OutputBatch* batch_ = nullptr;
  const std::function<bool()>* flush_ = nullptr;
  bool is_blocked_ = false;    // nothing more can be sent now
  Stream* goes_on_ = nullptr;  // was woken while the last bytes of its body waited, which are being sent now
};

}  // namespace rollcall::rpc
