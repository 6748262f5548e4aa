// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/http2_client.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/check.h"

namespace rollcall::testing {
namespace {

std::vector<nghttp2_nv> ToNghttp2(const rpc::Headers& headers) {
  std::vector<nghttp2_nv> pairs;
  for (const rpc::Header& header : headers) {
    pairs.push_back({reinterpret_cast<uint8_t*>(const_cast<char*>(header.name.data())),
                     reinterpret_cast<uint8_t*>(const_cast<char*>(header.value.data())), header.name.size(),
                     header.value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  return pairs;
}

}  // namespace

struct Http2Client::Callbacks {
  static Http2Client& Of(void* user) { return *static_cast<Http2Client*>(user); }

  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
                      const uint8_t* value, size_t value_size, uint8_t, void* user) {
    Of(user).responses_[frame->hd.stream_id].headers.push_back(
        {std::string(reinterpret_cast<const char*>(name), name_size),
         std::string(reinterpret_cast<const char*>(value), value_size)});
    return 0;
  }
  static int OnData(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user) {
    Of(user).responses_[id].body.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }
  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    Http2Client& client = Of(user);
    const bool is_answer = (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0;
    if (frame->hd.type == NGHTTP2_PING && is_answer) ++client.pings_answered_;
    if (frame->hd.type == NGHTTP2_GOAWAY) {
      client.goaway_error_ = frame->goaway.error_code;
      client.goaway_text_.assign(reinterpret_cast<const char*>(frame->goaway.opaque_data),
                                 frame->goaway.opaque_data_len);
    }
    if (frame->hd.type == NGHTTP2_RST_STREAM) {
      client.responses_[frame->hd.stream_id].reset_error = frame->rst_stream.error_code;
    }
    const bool carries_end = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (carries_end && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
      client.responses_[frame->hd.stream_id].has_ended = true;
    }
    return 0;
  }
  static ssize_t ReadBody(nghttp2_session*, int32_t id, uint8_t* out, size_t limit, uint32_t* flags,
                          nghttp2_data_source*, void* user) {
    std::string& body = Of(user).bodies_[id];
    const size_t size = std::min(limit, body.size());
    std::memcpy(out, body.data(), size);
    body.erase(0, size);
    if (body.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }
};

Http2Client::Http2Client(uint32_t window) {
  nghttp2_session_callbacks* callbacks = nullptr;
  CHECK_EQ(nghttp2_session_callbacks_new(&callbacks), 0);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::OnData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::OnFrame);
  nghttp2_option* options = nullptr;
  CHECK_EQ(nghttp2_option_new(&options), 0);
  nghttp2_option_set_no_auto_window_update(options, 1);
  CHECK_EQ(nghttp2_session_client_new2(&session_, callbacks, this, options), 0);
  nghttp2_option_del(options);
  nghttp2_session_callbacks_del(callbacks);
  const nghttp2_settings_entry setting = {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &setting, 1);
}

Http2Client::~Http2Client() { nghttp2_session_del(session_); }

int32_t Http2Client::Request(const rpc::Headers& headers, std::string_view body) {
  const std::vector<nghttp2_nv> pairs = ToNghttp2(headers);
  const nghttp2_data_provider provider{{.ptr = nullptr}, Callbacks::ReadBody};
  const int32_t id = nghttp2_submit_request(session_, nullptr, pairs.data(), pairs.size(),
                                            body.empty() ? nullptr : &provider, nullptr);
  CHECK_GT(id, 0);
  bodies_[id] = body;
  return id;
}

void Http2Client::Reset(int32_t id, uint32_t error) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, error);
}

void Http2Client::Ping() { nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr); }

void Http2Client::OpenWindow(int32_t id, int bytes) {
  nghttp2_submit_window_update(session_, NGHTTP2_FLAG_NONE, id, bytes);
}

std::string Http2Client::TakeOutput() {
  std::string output;
  const uint8_t* data = nullptr;
  for (ssize_t size = 0; (size = nghttp2_session_mem_send(session_, &data)) > 0;) {
    output.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
  }
  return output + std::exchange(raw_, {});
}

void Http2Client::Receive(std::string_view bytes) {
  const ssize_t read = nghttp2_session_mem_recv(session_, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  CHECK_EQ(read, static_cast<ssize_t>(bytes.size()));
}

uint32_t Http2Client::max_streams() const {
  return nghttp2_session_get_remote_settings(session_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
}

rpc::Headers CallHeaders(std::string_view path) {
  return {{":method", "POST"},    {":scheme", "http"}, {":path", std::string(path)},
          {":authority", "test"}, {"te", "trailers"},  {"content-type", "application/grpc"}};
}

}  // namespace rollcall::testing
