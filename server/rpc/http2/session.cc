// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/http2/session.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kHeaderOverhead = 32;  // RFC 9113, section 6.5.2
constexpr size_t kFrameHeadBytes = 9;
// Each DATA frame that is sent earns the peer a WINDOW_UPDATE and a PING: clients measure the network with them.
constexpr double kFramesPerData = 3;

std::string_view ToView(nghttp2_rcbuf* buffer) {
  const nghttp2_vec bytes = nghttp2_rcbuf_get_buf(buffer);
  return {reinterpret_cast<const char*>(bytes.base), bytes.len};
}

std::vector<nghttp2_nv> ToNghttp2(const Headers& headers) {
  std::vector<nghttp2_nv> pairs;
  pairs.reserve(headers.size());
  for (const Header& header : headers) {
    pairs.push_back({reinterpret_cast<uint8_t*>(const_cast<char*>(header.name.data())),
                     reinterpret_cast<uint8_t*>(const_cast<char*>(header.value.data())), header.name.size(),
                     header.value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  return pairs;
}

bool EndsStream(const nghttp2_frame& frame) {
  const bool carries_it = frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA;
  return carries_it && (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
}

bool IsRequestHead(const nghttp2_frame& frame) {
  return frame.hd.type == NGHTTP2_HEADERS && frame.headers.cat == NGHTTP2_HCAT_REQUEST;
}

bool IsAcknowledgment(const nghttp2_frame& frame) {
  return frame.hd.type == NGHTTP2_PING || frame.hd.type == NGHTTP2_WINDOW_UPDATE;
}

// What nghttp2 says of the fault for which it ends the connection.
std::string Describe(const nghttp2_goaway& frame) {
  const std::string_view reason(reinterpret_cast<const char*>(frame.opaque_data), frame.opaque_data_len);
  return absl::StrCat(nghttp2_http2_strerror(frame.error_code), reason.empty() ? "" : ": ", AbslView(reason));
}

bool IsControl(const nghttp2_frame_hd& frame) {
  if (frame.type == NGHTTP2_DATA) return frame.length == 0 && (frame.flags & NGHTTP2_FLAG_END_STREAM) == 0;
  return frame.type != NGHTTP2_HEADERS && frame.type != NGHTTP2_RST_STREAM && frame.type != NGHTTP2_CONTINUATION;
}

}  // namespace

// What nghttp2 calls.
struct Session::Callbacks {
  static Session& Of(void* user) { return *static_cast<Session*>(user); }

  static int OnBeginFrame(nghttp2_session*, const nghttp2_frame_hd* head, void* user) {
    Session& session = Of(user);
    if (head->type == NGHTTP2_RST_STREAM && !session.resets_.Take(session.now_)) session.too_much_ = "resets";
    if (IsControl(*head) && !session.control_frames_.Take(session.now_)) session.too_much_ = "control frames";
    return session.too_much_.empty() ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
  }

  static int OnBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (!IsRequestHead(*frame)) return 0;
    Session& session = Of(user);
    session.header_bytes_ = 0;
    std::unique_ptr<Stream> stream = session.owner_.NewStream(frame->hd.stream_id);
    stream->id_ = frame->hd.stream_id;
    session.in_request_.insert(stream.get());
    session.streams_.emplace(frame->hd.stream_id, std::move(stream));
    return 0;
  }

  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, nghttp2_rcbuf* name, nghttp2_rcbuf* value, uint8_t,
                      void* user) {
    if (!IsRequestHead(*frame)) return 0;
    Session& session = Of(user);
    Stream* const stream = session.Find(frame->hd.stream_id);
    if (stream == nullptr) return 0;
    session.header_bytes_ += ToView(name).size() + ToView(value).size() + kHeaderOverhead;
    if (session.header_bytes_ > session.limits_.max_header_bytes) {
      session.owner_.OnHeadersTooLarge();
      return session.CountRefusal() ? NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE  // resets the stream
                                    : NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    stream->OnHeader(ToView(name), ToView(value));
    return 0;
  }

  // nghttp2 resets the stream, or ends the connection.
  static int OnInvalidFrame(nghttp2_session*, const nghttp2_frame*, int, void* user) {
    return Of(user).CountRefusal() ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
  }

  static int OnData(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user) {
    if (Stream* const stream = Of(user).Find(id)) stream->OnData({reinterpret_cast<const char*>(data), size});
    return 0;
  }

  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    Session& session = Of(user);
    if (frame->hd.type == NGHTTP2_SETTINGS) session.has_preface_ = true;
    if (!IsAcknowledgment(*frame) || session.streams_with_output_ > 0) session.is_urgent_ = true;
    if (Stream* stream = session.Find(frame->hd.stream_id)) {
      if (IsRequestHead(*frame)) stream->OnHeadersEnd();
      stream = session.Find(frame->hd.stream_id);
      if (stream != nullptr && EndsStream(*frame)) {
        session.in_request_.erase(stream);
        stream->OnRequestEnd();
      }
    }
    return 0;
  }

  static int OnFrameSent(nghttp2_session* nghttp2, const nghttp2_frame* frame, void* user) {
    Session& session = Of(user);
    if (frame->hd.type == NGHTTP2_DATA) {
      session.control_frames_.Grant(kFramesPerData);
      if (Stream* const stream = std::exchange(session.goes_on_, nullptr)) session.BeginBody(*stream);
    }
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR) {
      session.failure_ = Describe(frame->goaway);
    }
    if (EndsStream(*frame) && nghttp2_session_get_stream_remote_close(nghttp2, frame->hd.stream_id) == 0) {
      session.Reset(frame->hd.stream_id, Http2Error::kNone);  // the rest of the request is of no interest
    }
    return 0;
  }

  static int OnClose(nghttp2_session*, int32_t id, uint32_t, void* user) {
    Session& session = Of(user);
    if (Stream* const stream = session.Find(id)) {
      session.SetHasOutput(*stream, false);
      session.in_request_.erase(stream);
      if (stream->body_ == Stream::Body::kWoken) std::erase(session.woken_, stream);
    }
    session.streams_.erase(id);
    return 0;
  }

  // Whether `bytes` more can be added to the batch, after it was sent if need be.
  static bool MakeRoom(Session& session, size_t bytes) {
    session.is_blocked_ = !session.batch_->HasRoom(bytes) && !(*session.flush_)();
    return !session.is_blocked_;
  }

  static ssize_t Send(nghttp2_session*, const uint8_t* data, size_t size, int, void* user) {
    Session& session = Of(user);
    if (!MakeRoom(session, size)) return NGHTTP2_ERR_WOULDBLOCK;
    session.batch_->Copy({reinterpret_cast<const char*>(data), size});
    return static_cast<ssize_t>(size);
  }

  static int SendData(nghttp2_session*, nghttp2_frame*, const uint8_t* head, size_t size, nghttp2_data_source* source,
                      void* user) {
    Session& session = Of(user);
    if (!MakeRoom(session, kFrameHeadBytes + size)) return NGHTTP2_ERR_WOULDBLOCK;
    session.batch_->Copy({reinterpret_cast<const char*>(head), kFrameHeadBytes});
    auto& stream = *static_cast<Stream*>(source->ptr);
    if (size > 0) stream.Take(size, *session.batch_);
    if (stream.body_ == Stream::Body::kSending) {
      stream.body_ = Stream::Body::kSent;
      if (stream.has_output_) session.goes_on_ = &stream;
    }
    return 0;
  }

  static ssize_t Read(nghttp2_session* nghttp2, int32_t id, uint8_t*, size_t limit, uint32_t* flags,
                      nghttp2_data_source* source, void* user) {
    auto& stream = *static_cast<Stream*>(source->ptr);
    const Stream::Pending pending = stream.NextPending();
    if (pending.bytes == 0 && pending.then != Stream::Then::kEnd) {
      Of(user).SetHasOutput(stream, false);
      stream.body_ = Stream::Body::kDeferred;
      return NGHTTP2_ERR_DEFERRED;
    }
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (pending.bytes > limit) return static_cast<ssize_t>(limit);
    if (pending.then == Stream::Then::kEnd) {
      EndBody(nghttp2, id, stream, *flags);
    } else if (pending.then == Stream::Then::kAwaitWake) {
      // To nghttp2 this is a body without trailers yet. So it neither asks once more, nor keeps anything of the body.
      *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
      Of(user).SetHasOutput(stream, false);
      stream.body_ = Stream::Body::kSending;
    }
    return static_cast<ssize_t>(pending.bytes);
  }

  static void EndBody(nghttp2_session* nghttp2, int32_t id, Stream& stream, uint32_t& flags) {
    flags |= NGHTTP2_DATA_FLAG_EOF;
    const Headers trailers = stream.Trailers();
    if (trailers.empty()) return;
    flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    const std::vector<nghttp2_nv> pairs = ToNghttp2(trailers);
    nghttp2_submit_trailer(nghttp2, id, pairs.data(), pairs.size());
  }

  static nghttp2_session_callbacks* Make() {
    nghttp2_session_callbacks* callbacks = nullptr;
    CHECK_EQ(nghttp2_session_callbacks_new(&callbacks), 0);
    nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, OnBeginFrame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, OnBeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback2(callbacks, OnHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, OnInvalidFrame);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, OnFrameSent);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnClose);
    nghttp2_session_callbacks_set_send_callback(callbacks, Send);
    nghttp2_session_callbacks_set_send_data_callback(callbacks, SendData);
    return callbacks;
  }

  static nghttp2_option* MakeOptions() {
    nghttp2_option* options = nullptr;
    CHECK_EQ(nghttp2_option_new(&options), 0);
    nghttp2_option_set_no_closed_streams(options, 1);  // they are of no use, and would stay in memory
    // FrameBudget counts them, and says what there was too much of.
    constexpr uint64_t kUnlimited = uint64_t{1} << 40;
    nghttp2_option_set_stream_reset_rate_limit(options, kUnlimited, kUnlimited);
    return options;
  }
};

Session::Session(const SessionLimits& limits, Owner& owner, Instant now)
    : limits_(limits),
      owner_(owner),
      now_(now),
      resets_(limits.resets, now),
      control_frames_(limits.control_frames, now) {
  static nghttp2_session_callbacks* const callbacks = Callbacks::Make();
  static nghttp2_option* const options = Callbacks::MakeOptions();
  CHECK_EQ(nghttp2_session_server_new2(&session_, callbacks, this, options), 0);
  SendSettings();
}

Session::~Session() {
  streams_.clear();
  nghttp2_session_del(session_);
}

void Session::SendSettings() {
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits_.max_streams},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(limits_.max_header_bytes)},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits_.max_window_bytes},
  };
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, std::size(settings));
  owner_.OnHasOutput();
}

Stream* Session::Find(int32_t id) const {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second.get();
}

void Session::SetHasOutput(Stream& stream, bool has_output) {
  if (std::exchange(stream.has_output_, has_output) == has_output) return;
  has_output ? ++streams_with_output_ : --streams_with_output_;
}

// A peer that has the server reset a stream gets by that what it gets by a reset of its own: a request that costs it
// nothing (CVE-2025-8671). False if it has done so too often.
bool Session::CountRefusal() {
  if (!resets_.Take(now_)) too_much_ = "requests that cannot be taken";
  return too_much_.empty();
}

absl::Status Session::Receive(std::string_view bytes, Instant now) {
  now_ = now;
  const ssize_t read = nghttp2_session_mem_recv(session_, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  owner_.OnHasOutput();
  if (read >= 0) return absl::OkStatus();
  if (read == NGHTTP2_ERR_FLOODED) too_much_ = "frames whose acknowledgments wait";
  if (!too_much_.empty()) {
    GoAway(Http2Error::kEnhanceYourCalm, too_much_);
    return absl::ResourceExhaustedError(absl::StrCat("too many ", AbslView(too_much_)));
  }
  return absl::InvalidArgumentError(nghttp2_strerror(static_cast<int>(read)));
}

void Session::Pump(OutputBatch& batch, const std::function<bool()>& flush) {
  batch_ = &batch;
  flush_ = &flush;
  is_blocked_ = false;
  int error = nghttp2_session_send(session_);
  // One after the other, so that what nghttp2 makes and frees for each stays in the cache.
  while (error == 0 && !is_blocked_ && !woken_.empty()) {
    Stream& stream = *woken_.front();
    woken_.pop_front();
    BeginBody(stream);
    error = nghttp2_session_send(session_);
  }
  if (error != 0) nghttp2_session_terminate_session(session_, NGHTTP2_INTERNAL_ERROR);
  if (!batch.IsEmpty()) flush();
  batch_ = nullptr;
  flush_ = nullptr;
}

bool Session::IsOver() const {
  return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

bool Session::TakeUrgency() { return std::exchange(is_urgent_, false); }

void Session::Respond(int32_t id, const Headers& headers) {
  Stream* const stream = Find(id);
  if (stream == nullptr) return;
  const std::vector<nghttp2_nv> pairs = ToNghttp2(headers);
  const nghttp2_data_provider body{{.ptr = stream}, Callbacks::Read};
  nghttp2_submit_response(session_, id, pairs.data(), pairs.size(), &body);
  stream->body_ = Stream::Body::kAsked;
  SetHasOutput(*stream, true);
  owner_.OnHasOutput();
}

void Session::RespondWithoutBody(int32_t id, const Headers& headers) {
  const std::vector<nghttp2_nv> pairs = ToNghttp2(headers);
  nghttp2_submit_response(session_, id, pairs.data(), pairs.size(), nullptr);
  owner_.OnHasOutput();
}

void Session::Wake(Stream& stream) {
  if (stream.body_ == Stream::Body::kNone) return;
  SetHasOutput(stream, true);
  if (stream.body_ == Stream::Body::kSent && goes_on_ != &stream) {
    stream.body_ = Stream::Body::kWoken;
    woken_.push_back(&stream);
  }
  if (stream.body_ == Stream::Body::kDeferred) {
    stream.body_ = Stream::Body::kAsked;
    nghttp2_session_resume_data(session_, stream.id_);
  }
  owner_.OnHasOutput();
}

// Goes on with the body of a stream of which nghttp2 has nothing.
void Session::BeginBody(Stream& stream) {
  const nghttp2_data_provider body{{.ptr = &stream}, Callbacks::Read};
  stream.body_ = Stream::Body::kAsked;
  CHECK_NE(nghttp2_submit_data(session_, NGHTTP2_FLAG_END_STREAM, stream.id_, &body), NGHTTP2_ERR_DATA_EXIST);
}

void Session::CheckStreams(Instant now) {
  for (Stream* const stream : in_request_) stream->Check(now);
}

void Session::Reset(int32_t id, Http2Error error) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, static_cast<uint32_t>(error));
  owner_.OnHasOutput();
}

void Session::GoAway(Http2Error error, std::string_view why) {
  nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_),
                        static_cast<uint32_t>(error), reinterpret_cast<const uint8_t*>(why.data()), why.size());
  owner_.OnHasOutput();
}

void Session::Ping() {
  nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
  owner_.OnHasOutput();
}

}  // namespace rollcall::rpc
