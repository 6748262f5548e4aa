// SPDX-License-Identifier: Apache-2.0
// One stream of an HTTP/2 session, for whoever serves it: what is called for the request, and asked for the response.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rollcall/instant.h"
#include "server/rpc/http2/output_batch.h"
#include "server/rpc/protocol/header.h"

namespace rollcall::rpc {

class Stream {
 public:
  // What comes after what can be sent now.
  enum class Then : uint8_t {
    kAsk,        // perhaps more: the session is to ask
    kAwaitWake,  // nothing before Session::Wake, so that it need not ask
    kEnd,        // the body ends, and Trailers() follow
  };
  // What can be sent now.
  struct Pending {
    size_t bytes = 0;  // of the body
    Then then = Then::kAsk;
  };

  virtual ~Stream() = default;

  // The request. Its bytes are only valid during the call. Trailers of a request are ignored.
  virtual void OnHeader(std::string_view name, std::string_view value) = 0;
  virtual void OnHeadersEnd() = 0;
  virtual void OnData(std::string_view bytes) = 0;
  virtual void OnRequestEnd() = 0;

  // The body of the response, after Session::Respond: asked when flow control lets something out. Nothing and not
  // the end: the session asks again after Session::Wake.
  virtual Pending NextPending() = 0;
  // Adds the next bytes of what is pending to the batch, which has room for them.
  virtual void Take(size_t bytes, OutputBatch& batch) = 0;
  // Empty: the body's end is the end.
  virtual Headers Trailers() = 0;

  // Called about once a second until the request has ended.
  virtual void Check(Instant now) = 0;

 private:
  friend class Session;
  // What nghttp2 has of the body.
  enum class Body : uint8_t {
    kNone,      // the response has none, or there is no response yet
    kAsked,     // it asks for the next bytes when it can send them
    kDeferred,  // it waits to be told that there are more
    kSending,   // all bytes there were; it lets go of the body once they are sent
    kSent,      // nothing; a new one begins with the next bytes
    kWoken,     // nothing yet; the new one begins when it is the stream's turn
  };
  int32_t id_ = 0;
  Body body_ = Body::kNone;
  bool has_output_ = false;  // or may have
};

}  // namespace rollcall::rpc
