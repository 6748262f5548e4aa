// SPDX-License-Identifier: Apache-2.0
// One gRPC call, from the headers of its request to the trailers of its answer. Used on the thread of its event loop
// only.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/rpc/call_handler.h"
#include "server/rpc/held_bytes.h"
#include "server/rpc/http2/session.h"
#include "server/rpc/http2/stream.h"
#include "server/rpc/loop/event_loop.h"
#include "server/rpc/loop/timer.h"
#include "server/rpc/outgoing_message.h"
#include "server/rpc/protocol/message_reader.h"
#include "server/rpc/protocol/request_headers.h"
#include "server/rpc/router.h"

namespace rollcall::rpc {

class Call final : public Stream, private HeldBytes::Holder {
 public:
  // What the calls of a connection share. Must outlive them.
  class Host {
   public:
    virtual ~Host() = default;
    virtual Session& session() = 0;
    virtual EventLoop& loop() = 0;
    virtual const Router& router() const = 0;
    virtual size_t max_request_bytes() const = 0;
    virtual absl::Duration request_within() const = 0;  // its headers
    // Whether a call with these headers may begin.
    virtual absl::Status Admit(const RequestHead& head) = 0;
    // An admitted call is over.
    virtual void OnCallOver() = 0;
    virtual void OnRequestTooSlow() = 0;
    virtual void OnRequestTooLarge() = 0;
    virtual HeldBytes& held_bytes() = 0;
    // Counts a message that is being sent, until it was.
    virtual void Hold(const Message& message) = 0;
    virtual void Release(const Message& message) = 0;
    // Whether the calls of this connection hold more than any client leaves unread for long.
    virtual bool HoldsMuch() const = 0;
    // Ends a call whose message is only sent in part: the caller does not read it.
    virtual void EndUnsentCall(int32_t id) = 0;
  };

  Call(Host& host, int32_t id, Instant now);
  ~Call() override;

  // For its handler. There may be a message: NextMessage is called as soon as one can be sent.
  void Wake();
  // For its handler, in NextMessage: after the message that it returns there is none before the next Wake. So
  // NextMessage need not be called once more to hear that.
  void AwaitWake() { awaits_wake_ = true; }
  // Ends the call after the message that is being sent; only the first status counts. NextMessage is not called any
  // more, but may be what calls this, with the last message. The handler lives on until the trailers were sent.
  void Finish(const absl::Status& status);

  // The call's connection takes no more calls (GOAWAY) and ends with the last one: the client connects anew for its
  // next call.
  void SendAway();

  // Sends the only message and ends the call. Instead of Wake, NextMessage and Finish.
  void FinishWith(Message message);
  // What all calls hold. Thread-safe.
  UnsentBudget& unsent_budget() const { return host_.held_bytes().budget(); }
  bool PeerHoldsMuch() const { return host_.HoldsMuch(); }

  // The request's metadata. Only in CallHandler's constructor and OnMessage of the first message.
  const Headers& metadata() const { return request_->head.metadata(); }
  // Adds to what the answer's headers and trailers have anyway. Before Wake and Finish.
  void AddHeader(Header header) { Extras().headers.push_back(std::move(header)); }
  void AddTrailer(Header header) { Extras().trailers.push_back(std::move(header)); }

  // When the client stops waiting; InfiniteFuture if it did not say.
  Instant deadline() const { return deadline_; }
  EventLoop& loop() { return host_.loop(); }

  void OnHeader(std::string_view name, std::string_view value) override { request_->head.Add(name, value); }
  void OnHeadersEnd() override;
  void OnData(std::string_view bytes) override;
  void OnRequestEnd() override;
  Pending NextPending() override;
  void Take(size_t bytes, OutputBatch& batch) override;
  Headers Trailers() override;
  void Check(Instant now) override;

 private:
  // What is only needed until the handler has the request.
  struct Request final : HeldBytes::Holder {
    explicit Request(Call& of);
    ~Request() override { call.held_bytes().Hold(*this, 0); }
    void OnMustLetGo() override { call.EndUnsentRequest(); }
    void Count();

    Call& call;
    RequestHead head;
    MessageReader reader;
    std::optional<std::string> message;  // the first one, of a client that does not stream
    std::optional<Refusal> refusal;      // to be sent when the request has ended
  };
  struct ExtraHeaders {
    Headers headers;
    Headers trailers;
  };

  absl::Status Begin();
  void CountHandled() const;
  void StartDeadline(absl::Duration timeout);
  void OnDeadline();
  void OnMessage(std::string message);
  void BeginMessage(Message message);
  void StopCounting();
  void EndUnsentRequest();
  void OnMustLetGo() override;
  HeldBytes& held_bytes() { return host_.held_bytes(); }
  void Serve();
  void Refuse(Refusal refusal);
  void SendRefusal();
  ExtraHeaders& Extras();
  Headers ResponseHeaders() const;

  Host& host_;
  const int32_t id_;
  const Instant began_;
  Instant deadline_ = Instant::InfiniteFuture();
  const Method* method_ = nullptr;
  std::chrono::steady_clock::time_point counted_from_;  // if there is a method
  bool was_admitted_ = false;
  bool was_refused_ = false;          // for its headers; the answer has the status in its headers then
  bool is_responding_ = false;        // the response's headers were submitted
  bool awaits_wake_ = false;          // after the message that is being sent
  std::unique_ptr<Request> request_;  // null once it is of no use
  std::unique_ptr<CallHandler> handler_;
  std::unique_ptr<Timer> timer_;          // of the deadline
  std::unique_ptr<ExtraHeaders> extras_;  // null if there are none
  OutgoingMessage message_;               // that is being sent
  std::optional<absl::Status> status_;    // with which it ends
};

}  // namespace rollcall::rpc
