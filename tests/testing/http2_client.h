// SPDX-License-Identifier: Apache-2.0
// A client's end of an HTTP/2 connection without a socket, for tests of the server's end: it can do what no well-kept
// client does.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "server/rpc/protocol/header.h"

struct nghttp2_session;

namespace rollcall::testing {

class Http2Client {
 public:
  struct Response {
    rpc::Headers headers;  // trailers too, in their order
    std::string body;
    bool has_ended = false;    // in good order
    int64_t reset_error = -1;  // of RST_STREAM; -1 if there was none
  };
  // `window`: how many bytes of each response it takes before WINDOW_UPDATE. It acknowledges no bytes by itself.
  explicit Http2Client(uint32_t window = 1 << 20);
  ~Http2Client();
  Http2Client(const Http2Client&) = delete;
  Http2Client& operator=(const Http2Client&) = delete;

  // Begins a request and returns its stream. Without a body it ends at once.
  int32_t Request(const rpc::Headers& headers, std::string_view body = "");
  // Adds bytes that follow what was sent so far, whatever they are.
  void SendRaw(std::string_view bytes) { raw_ += bytes; }
  void Reset(int32_t id, uint32_t error);
  void Ping();
  void OpenWindow(int32_t id, int bytes);

  // What is to be sent to the server. Takes it away.
  std::string TakeOutput();
  void Receive(std::string_view bytes);

  const Response& response(int32_t id) { return responses_[id]; }
  int64_t goaway_error() const { return goaway_error_; }  // -1 if there was no GOAWAY
  const std::string& goaway_text() const { return goaway_text_; }
  int pings_answered() const { return pings_answered_; }
  uint32_t max_streams() const;  // that the server allows

 private:
  struct Callbacks;

  nghttp2_session* session_ = nullptr;
  std::string raw_;
  std::map<int32_t, std::string> bodies_;  // of requests, not sent yet
  std::map<int32_t, Response> responses_;
  int64_t goaway_error_ = -1;
  std::string goaway_text_;
  int pings_answered_ = 0;
};

// A gRPC request's headers.
rpc::Headers CallHeaders(std::string_view path);

}  // namespace rollcall::testing
