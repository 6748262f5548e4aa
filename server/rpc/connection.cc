// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/connection.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::rpc {
namespace {

// More than any client sends before it waits for an answer to it.
constexpr size_t kMaxHandshakeBytes = 128 << 10;
// The messages of a watch and the pages of a list have about that, at most.
constexpr size_t kMuchHeld = 1 << 20;
constexpr absl::Duration kAwaitPeersEnd = absl::Seconds(1);

}  // namespace

Connection::Connection(Owner& owner, UniqueFd fd, Peer peer, const TlsContext* tls, Instant now)
    : owner_(owner),
      peer_(std::move(peer)),
      began_(now),
      heard_at_(now),
      called_at_(now),
      progress_at_(now),
      tls_(tls == nullptr ? nullptr : std::make_unique<TlsStream>(*tls)),
      session_(new Session(owner.limits().session, *this, now)),
      socket_(owner.loop(), std::move(fd), *this) {}

Connection::~Connection() {
  session_.reset();
  held_bytes().Hold(*this, 0);
}

void Connection::OnReceived(std::string_view bytes) {
  if (has_ended_ || !why_.empty() || closed_at_.has_value()) return;
  heard_at_ = Instant::Now();
  pinged_at_.reset();
  if (tls_ == nullptr) {
    ReceivePlain(bytes);
  } else if (tls_->IsEstablished()) {
    ReceiveCipher(bytes);
  } else {
    if (handshake_input_.size() + bytes.size() > kMaxHandshakeBytes) {
      return End(EndReason::kTls, "too much data in the TLS handshake");
    }
    if (handshake_input_.empty()) owner_.OnHandshakeInput(*this);
    handshake_input_ += bytes;
  }
}

void Connection::ContinueHandshake() {
  if (has_ended_) return;
  const std::string input = std::exchange(handshake_input_, {});
  ReceiveCipher(input);
  FlushTls();
  if (has_ended_ || !tls_->IsEstablished()) return;
  names_ = tls_->PeerNames();
  OnHasOutput();
}

void Connection::ReceiveCipher(std::string_view bytes) {
  const absl::Status status = tls_->Receive(bytes, [this](std::string_view plain) {
    if (!has_ended_ && why_.empty()) ReceivePlain(plain);
  });
  if (status.ok()) return;
  FlushTls();  // the alert
  End(EndReason::kTls, std::string(status.message()));
}

void Connection::ReceivePlain(std::string_view bytes) {
  is_receiving_ = true;
  const absl::Status status = session_->Receive(bytes, heard_at_);
  is_receiving_ = false;
  if (!status.ok()) {
    end_reason_ = absl::IsResourceExhausted(status) ? EndReason::kFlood : EndReason::kProtocol;
    why_ = std::string(status.message());
  }
  owner_.KeepUnsentLimit();
  if (session_->TakeUrgency() || session_->stream_count() == 0 || !status.ok()) {
    owner_.OnHasOutput(*this);
  } else {
    owner_.OnHasAcknowledgments(*this);
  }
}

void Connection::OnUnblocked() {
  heard_at_ = Instant::Now();
  pinged_at_.reset();
  CountUnsent();
  FlushTls();
  owner_.OnHasOutput(*this);
}

std::unique_ptr<Stream> Connection::NewStream(int32_t id) {
  return std::unique_ptr<Stream>(new Call(*this, id, heard_at_));
}

void Connection::OnHeadersTooLarge() {
  ++owner_.counters().headers_too_large;
  owner_.OnRequestRefused(peer_, "its headers are too large");
}

void Connection::OnRequestTooSlow() {
  ++owner_.counters().requests_too_slow;
  owner_.OnRequestRefused(peer_, "it was not complete in time");
}

void Connection::OnRequestTooLarge() {
  ++owner_.counters().requests_too_large;
  owner_.OnRequestRefused(peer_, "its message is too large");
}

void Connection::OnHasOutput() {
  if (!is_receiving_) owner_.OnHasOutput(*this);
}

void Connection::Pump(OutputBatch& batch) {
  const bool can_send = !has_ended_ && !closed_at_.has_value() && !socket_.IsBlocked();
  if (!can_send || (tls_ != nullptr && !tls_->IsEstablished())) return;
  batch.SetLargePieces(tls_ == nullptr ? OutputBatch::LargePieces::kShare : OutputBatch::LargePieces::kCopy);
  session_->Pump(batch, [this, &batch] { return Flush(batch); });
  if (socket_.IsBlocked()) return;
  if (!why_.empty()) return End(end_reason_, why_);
  if (!session_->IsOver()) return;
  if (session_->failure().empty()) return EndInGoodOrder();
  End(EndReason::kProtocol, absl::StrCat("what was sent breaks HTTP/2: ", session_->failure()));
}

// If the socket were closed while the peer still sends, the system would reset the connection, and the peer could lose
// what was sent last.
void Connection::EndInGoodOrder() {
  closed_at_ = Instant::Now();
  if (tls_ != nullptr) tls_->Close();
  FlushTls();
  if (socket_.IsBlocked()) return End(EndReason::kClosed, "");
  socket_.ShutDownWrites();
}

bool Connection::Flush(OutputBatch& batch) {
  if (tls_ == nullptr) {
    socket_.Write(batch.pieces());
    CountUnsent();
  } else {
    for (const std::string_view piece : batch.pieces()) {
      if (!tls_->Send(piece).ok()) End(EndReason::kTls, "TLS failed");
    }
    FlushTls();
  }
  batch.Clear();
  return !socket_.IsBlocked() && !has_ended_;
}

void Connection::FlushTls() {
  if (tls_ == nullptr || tls_->output().empty() || socket_.IsBlocked()) return;
  const std::array<std::string_view, 1> pieces = {tls_->output()};
  socket_.Write(pieces);
  CountUnsent();
  std::string().swap(tls_->output());
}

void Connection::CountUnsent() {
  const size_t unsent = socket_.unsent_bytes();
  if (unsent == held()) return;
  held_bytes().Hold(*this, unsent);
  unsent_at_check_ = unsent;
  progress_at_ = Instant::Now();
}

void Connection::Check(Instant now) {
  const RpcLimits& limits = owner_.limits();
  if (closed_at_.has_value()) {
    if (now - *closed_at_ >= kAwaitPeersEnd) End(EndReason::kClosed, "");
    return;
  }
  session_->CheckStreams(now);
  if (!session_->has_preface() && now - began_ >= limits.preface_within) {
    return End(EndReason::kIdle, "no HTTP/2 was spoken in time");
  }
  if (session_->stream_count() > 0) called_at_ = now;
  if (now - called_at_ >= limits.idle_for) GoAway();
  socket_.IsBlocked() ? CheckWrite(now) : CheckSilence(now);
}

// A peer may send what it likes: if it does not read, its answers stay here.
void Connection::CheckWrite(Instant now) {
  const size_t unsent = socket_.unsent_bytes();
  if (std::exchange(unsent_at_check_, unsent) != unsent) progress_at_ = now;
  if (now - progress_at_ >= owner_.limits().write_stall) End(EndReason::kStalled, "the peer does not read");
}

void Connection::CheckSilence(Instant now) {
  const RpcLimits& limits = owner_.limits();
  if (pinged_at_.has_value()) {
    if (now - *pinged_at_ >= limits.ping_timeout) End(EndReason::kSilent, "the peer does not answer");
  } else if (now - heard_at_ >= limits.ping_after) {
    pinged_at_ = now;
    session_->Ping();
  }
}

void Connection::Hold(const Message& message) {
  held_bytes().Add(message);
  held_by_calls_ += SizeOf(message);
}

void Connection::Release(const Message& message) {
  held_bytes().Remove(message);
  held_by_calls_ -= SizeOf(message);
}

bool Connection::HoldsMuch() const { return held_by_calls_ + held() > kMuchHeld; }

// Nothing can be said to a peer that does not even read what was said before.
void Connection::EndUnsentCall(int32_t id) {
  socket_.IsBlocked() ? EndForMemory() : session_->Reset(id, Http2Error::kEnhanceYourCalm);
}

void Connection::OnMustLetGo() {
  held_bytes().Hold(*this, 0);
  EndForMemory();
}

void Connection::EndForMemory() { End(EndReason::kStalled, "the peer does not read, and others need the memory"); }

void Connection::GoAway() { session_->GoAway(Http2Error::kNone, ""); }

void Connection::End(EndReason reason, std::string_view why) {
  if (std::exchange(has_ended_, true)) return;
  owner_.OnEnded(*this, reason, why);
}

}  // namespace rollcall::rpc
