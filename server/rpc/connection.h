// SPDX-License-Identifier: Apache-2.0
// One connection of a client: its socket, TLS if the server has it, and its HTTP/2 session. Used on the thread of its
// event loop only.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "rollcall/instant.h"
#include "server/rpc/call.h"
#include "server/rpc/held_bytes.h"
#include "server/rpc/http2/output_batch.h"
#include "server/rpc/http2/session.h"
#include "server/rpc/loop/peer.h"
#include "server/rpc/loop/socket.h"
#include "server/rpc/rpc_counters.h"
#include "server/rpc/rpc_limits.h"
#include "server/rpc/tls/tls_context.h"
#include "server/rpc/tls/tls_stream.h"

namespace rollcall::rpc {

class Connection final : private Socket::Owner, private Session::Owner, private Call::Host, private HeldBytes::Holder {
 public:
  // Who has all connections of an event loop. Must outlive them.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual EventLoop& loop() = 0;
    virtual const Router& router() const = 0;
    virtual const RpcLimits& limits() const = 0;
    virtual RpcCounters& counters() = 0;
    virtual HeldBytes& held_bytes() = 0;
    // May end calls and connections, but destroys none.
    virtual void KeepUnsentLimit() = 0;
    // `names`: those in the client's certificate.
    virtual absl::Status Admit(const Peer& peer, const std::vector<std::string>& names, const RequestHead& head) = 0;
    virtual void OnCallOver(const Peer& peer) = 0;
    // A request is more than may be. `why` is for the log.
    virtual void OnRequestRefused(const Peer& peer, std::string_view why) = 0;
    // Pump is to be called in this turn.
    virtual void OnHasOutput(Connection& connection) = 0;
    // Pump is to be called soon; until then a message may come that the output can go with.
    virtual void OnHasAcknowledgments(Connection& connection) = 0;
    // Continue is to be called when it is its turn: handshakes cost much.
    virtual void OnHandshakeInput(Connection& connection) = 0;
    // The connection has ended, and is to be destroyed, but not before this has returned to the event loop. `why` says
    // more for the log.
    virtual void OnEnded(Connection& connection, EndReason reason, std::string_view why) = 0;
  };

  // `tls`: null for clear text.
  Connection(Owner& owner, UniqueFd fd, Peer peer, const TlsContext* tls, Instant now);
  ~Connection() override;

  // Goes on with the TLS handshake.
  void ContinueHandshake();
  // Sends what there is to send, as far as the socket takes it.
  void Pump(OutputBatch& batch);
  // To be called about once a second: ends the connection if the peer is too slow, or gone.
  void Check(Instant now);
  // No more calls are taken; the connection ends with the last one.
  void GoAway();

  const Peer& peer() const { return peer_; }
  bool has_ended() const { return has_ended_; }
  size_t call_count() const { return session_->stream_count(); }

 private:
  void OnReceived(std::string_view bytes) override;
  void OnEnded() override { End(EndReason::kClosed, ""); }
  void OnUnblocked() override;

  std::unique_ptr<Stream> NewStream(int32_t id) override;
  void OnHasOutput() override;
  void OnHeadersTooLarge() override;

  Session& session() override { return *session_; }
  EventLoop& loop() override { return owner_.loop(); }
  const Router& router() const override { return owner_.router(); }
  size_t max_request_bytes() const override { return owner_.limits().max_request_bytes; }
  absl::Duration request_within() const override { return owner_.limits().request_within; }
  absl::Status Admit(const RequestHead& head) override { return owner_.Admit(peer_, names_, head); }
  void OnCallOver() override { owner_.OnCallOver(peer_); }
  void OnRequestTooSlow() override;
  void OnRequestTooLarge() override;
  HeldBytes& held_bytes() override { return owner_.held_bytes(); }
  void Hold(const Message& message) override;
  void Release(const Message& message) override;
  bool HoldsMuch() const override;
  void EndUnsentCall(int32_t id) override;
  void OnMustLetGo() override;

  void ReceiveCipher(std::string_view bytes);
  void ReceivePlain(std::string_view bytes);
  bool Flush(OutputBatch& batch);
  void FlushTls();
  void CountUnsent();
  void CheckWrite(Instant now);
  void CheckSilence(Instant now);
  void EndInGoodOrder();
  void EndForMemory();
  void End(EndReason reason, std::string_view why);

  Owner& owner_;
  const Peer peer_;
  const Instant began_;
  Instant heard_at_;                  // of anything from the peer
  Instant called_at_;                 // when a call was last seen to run
  std::optional<Instant> pinged_at_;  // since nothing was heard
  std::optional<Instant> closed_at_;  // this end, in good order: only the peer's end is awaited
  size_t held_by_calls_ = 0;
  // Of a write that the system did not take as a whole, which held() counts:
  size_t unsent_at_check_ = 0;
  Instant progress_at_;  // when less of it was left than before
  bool has_ended_ = false;
  bool is_receiving_ = false;  // output waits until all was received
  // It ends as soon as what there is to send was sent, for that reason.
  EndReason end_reason_ = EndReason::kClosed;
  std::string why_;
  std::unique_ptr<TlsStream> tls_;
  std::string handshake_input_;     // not handled yet
  std::vector<std::string> names_;  // in the client's certificate
  std::unique_ptr<Session> session_;
  Socket socket_;  // last: it calls this
};

}  // namespace rollcall::rpc
