// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call.h"

#include <atomic>
#include <chrono>
#include <utility>

#include "server/rpc/protocol/status_trailers.h"

namespace rollcall::rpc {
namespace {

void Append(const Headers& more, Headers& headers) { headers.insert(headers.end(), more.begin(), more.end()); }

}  // namespace

Call::Request::Request(Call& of) : call(of), reader(of.host_.max_request_bytes()) {}

void Call::Request::Count() {
  call.held_bytes().Hold(*this, reader.kept_bytes() + (message.has_value() ? message->size() : 0));
}

Call::Call(Host& host, int32_t id, Instant now)
    : host_(host), id_(id), began_(now), request_(std::make_unique<Request>(*this)) {}

Call::~Call() {
  handler_.reset();
  StopCounting();
  if (method_ != nullptr) CountHandled();
  if (was_admitted_) host_.OnCallOver();
}

// A call that ends without a status was given up by its client, or its connection was lost.
void Call::CountHandled() const {
  absl::StatusCode code = absl::StatusCode::kCancelled;
  if (status_.has_value()) {
    code = status_->code();
  } else if (deadline_ != Instant::InfiniteFuture() && Instant::Now() >= deadline_) {
    code = absl::StatusCode::kDeadlineExceeded;
  }
  method_->counters->CountHandled(code, absl::FromChrono(std::chrono::steady_clock::now() - counted_from_));
}

void Call::OnHeadersEnd() {
  if (std::optional<Refusal> refusal = request_->head.Check()) return Refuse(*std::move(refusal));
  if (absl::Status status = Begin(); !status.ok()) Finish(status);
  if (status_.has_value()) request_.reset();
}

// A text for people is sent when the request has ended, since clients that do not speak gRPC may not look earlier.
void Call::Refuse(Refusal refusal) {
  status_ = refusal.status;
  was_refused_ = is_responding_ = true;
  if (!refusal.body.empty()) {
    request_->refusal = std::move(refusal);
    return;
  }
  host_.session().RespondWithoutBody(id_, refusal.headers);
  request_.reset();
}

void Call::SendRefusal() {
  message_.BeginText(std::move(request_->refusal->body));
  host_.session().Respond(id_, request_->refusal->headers);
}

absl::Status Call::Begin() {
  const absl::StatusOr<const Method*> method = host_.router().Find(request_->head.path());
  if (!method.ok()) return method.status();
  method_ = *method;
  counted_from_ = std::chrono::steady_clock::now();
  method_->counters->started.fetch_add(1, std::memory_order_relaxed);
  if (absl::Status status = host_.Admit(request_->head); !status.ok()) return status;
  was_admitted_ = true;
  StartDeadline(request_->head.timeout());
  if (method_->descriptor->client_streaming()) handler_ = method_->make_handler(*this);
  return absl::OkStatus();
}

void Call::StartDeadline(absl::Duration timeout) {
  if (timeout == absl::InfiniteDuration()) return;
  deadline_ = began_ + timeout;
  timer_ = std::make_unique<Timer>(host_.loop(), [this] { OnDeadline(); });
  timer_->Set(timeout);
}

// The client has given up, so a rest of a message is of no use to it.
void Call::OnDeadline() {
  if (message_.bytes_left() > 0) {
    host_.session().Reset(id_, Http2Error::kCancel);
  } else {
    Finish(absl::DeadlineExceededError("the deadline of the call has passed"));
  }
}

void Call::OnData(std::string_view bytes) {
  if (request_ == nullptr || status_.has_value()) return;
  const absl::Status status =
      request_->reader.Read(bytes, [this](std::string message) { OnMessage(std::move(message)); });
  if (absl::IsResourceExhausted(status)) host_.OnRequestTooLarge();
  if (!status.ok()) Finish(status);
  if (status_.has_value()) return request_.reset();
  request_->Count();
}

void Call::EndUnsentRequest() {
  Finish(absl::ResourceExhaustedError("the request was not complete when the server needed the memory that it takes"));
  request_.reset();
}

void Call::OnMessage(std::string message) {
  if (status_.has_value()) return;
  if (method_->descriptor->client_streaming()) {
    handler_->OnMessage(std::move(message));
  } else if (request_->message.has_value()) {
    Finish(absl::InternalError("the request has more than one message"));
  } else {
    request_->message = std::move(message);
  }
}

void Call::OnRequestEnd() {
  if (request_ == nullptr) return;
  if (request_->refusal.has_value()) {
    SendRefusal();
  } else if (status_.has_value()) {
    return;
  } else if (!request_->reader.IsBetweenMessages()) {
    Finish(absl::InternalError("the request ends inside a message"));
  } else if (method_->descriptor->client_streaming()) {
    handler_->OnMessagesEnd();
  } else if (!request_->message.has_value()) {
    Finish(absl::InternalError("the request has no message"));
  } else {
    Serve();
  }
  request_.reset();
}

void Call::Serve() {
  handler_ = method_->make_handler(*this);
  handler_->OnMessage(*std::move(request_->message));
}

void Call::Wake() {
  awaits_wake_ = false;
  if (std::exchange(is_responding_, true)) {
    host_.session().Wake(*this);
  } else {
    host_.session().Respond(id_, ResponseHeaders());
  }
}

void Call::Finish(const absl::Status& status) {
  if (status_.has_value()) return;
  status_ = status;
  if (std::exchange(is_responding_, true)) {
    host_.session().Wake(*this);
    return;
  }
  Headers headers = ResponseHeaders();
  Append(Trailers(), headers);
  host_.session().RespondWithoutBody(id_, headers);
}

void Call::SendAway() { host_.session().GoAway(Http2Error::kNone, ""); }

void Call::FinishWith(Message message) {
  if (status_.has_value()) return;
  BeginMessage(std::move(message));
  status_ = absl::OkStatus();
  Wake();
}

Call::ExtraHeaders& Call::Extras() {
  if (extras_ == nullptr) extras_ = std::make_unique<ExtraHeaders>();
  return *extras_;
}

Headers Call::ResponseHeaders() const {
  Headers headers = {{":status", "200"}, {"content-type", "application/grpc"}, {"grpc-accept-encoding", "identity"}};
  if (extras_ != nullptr) Append(extras_->headers, headers);
  return headers;
}

Stream::Pending Call::NextPending() {
  if (message_.bytes_left() == 0 && !status_.has_value()) {
    if (host_.HoldsMuch() && held_bytes().OfAllLoops() > 2 * unsent_budget().limit) {
      Finish(absl::ResourceExhaustedError("the server holds too much that callers do not read"));
    } else if (std::optional<Message> next = handler_->NextMessage()) {
      BeginMessage(*std::move(next));
    }
  }
  if (status_.has_value()) return {message_.bytes_left(), Then::kEnd};
  return {message_.bytes_left(), awaits_wake_ ? Then::kAwaitWake : Then::kAsk};
}

void Call::BeginMessage(Message message) {
  message_.Begin(std::move(message));
  host_.Hold(message_.message());
  held_bytes().Join(*this);
}

void Call::StopCounting() {
  if (!IsHolding()) return;
  Leave();
  host_.Release(message_.message());
}

void Call::OnMustLetGo() {
  host_.Release(message_.message());
  host_.EndUnsentCall(id_);
}

void Call::Take(size_t bytes, OutputBatch& batch) {
  if (bytes == message_.bytes_left()) StopCounting();
  message_.Take(bytes, batch);
  if (message_.bytes_left() == 0 && handler_ != nullptr) handler_->OnMessageSent();
}

// A client that streams may take its time.
void Call::Check(Instant now) {
  const bool is_reading = request_ != nullptr && handler_ == nullptr;
  if (!is_reading || now - began_ < host_.request_within()) return;
  host_.OnRequestTooSlow();
  if (status_.has_value()) return host_.session().Reset(id_, Http2Error::kCancel);
  Finish(absl::DeadlineExceededError("the request was not complete in time"));
}

Headers Call::Trailers() {
  if (was_refused_) return {};
  Headers trailers = StatusTrailers(*status_);
  if (extras_ != nullptr) Append(extras_->trailers, trailers);
  return trailers;
}

}  // namespace rollcall::rpc
