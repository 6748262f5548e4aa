// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/check.h"

namespace rollcall::rpc {
namespace {

// In one turn, so that a peer that sends much holds up nobody: so many bytes may be hundreds of requests. (libuv would
// fill the buffer up to 32 times before it turned to the next socket.)
constexpr size_t kReceiveBytes = 16 << 10;

int FamilyOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return address.ss_family;
}

// All sockets of a thread receive into the same memory, one after the other. (It is not a thread-local array: that
// would be taken from the stack of every thread of the process, and libraries start some with small ones.)
uv_buf_t ReceiveBuffer() {
  thread_local const std::unique_ptr<char[]> buffer(new char[kReceiveBytes]);
  return uv_buf_init(buffer.get(), kReceiveBytes);
}

uv_buf_t ToBuffer(std::string_view bytes) {
  return uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
}

}  // namespace

struct Socket::Handle {
  union {
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  };
  EventLoop& loop;
  Owner* owner;                            // null once the socket is destroyed
  uint64_t received_in_turn = UINT64_MAX;  // the last turn in which something was received
  bool has_ended = false;
  uv_write_t write;
  std::string unsent;  // being written
  uv_shutdown_t shutdown;

  Handle(EventLoop& its_loop, Owner& its_owner) : loop(its_loop), owner(&its_owner) {}
  static Handle& Of(void* data) { return *static_cast<Handle*>(data); }
  uv_handle_t* base() { return reinterpret_cast<uv_handle_t*>(&stream); }
  // Whether it could.
  bool Open(UniqueFd fd);
  void StartReading();
  bool IsFirstOfTurn();
  void OnReceived(ssize_t size, const uv_buf_t& buffer);
  void End();
  void Keep(std::span<const std::string_view> pieces, size_t sent);
  void OnWritten(int status);
};

bool Socket::Handle::Open(UniqueFd fd) {
  int error = 0;
  if (FamilyOf(fd.get()) == AF_UNIX) {
    uv_pipe_init(loop.uv(), &pipe, 0);
    error = uv_pipe_open(&pipe, fd.get());
  } else {
    uv_tcp_init(loop.uv(), &tcp);
    error = uv_tcp_open(&tcp, fd.get());
    if (error == 0) uv_tcp_nodelay(&tcp, 1);
  }
  base()->data = this;
  if (error == 0) fd.Release();
  return error == 0;
}

void Socket::Handle::StartReading() {
  uv_read_start(
      &stream,
      [](uv_handle_t* from, size_t, uv_buf_t* buffer) {
        *buffer = Of(from->data).IsFirstOfTurn() ? ReceiveBuffer() : uv_buf_init(nullptr, 0);
      },
      [](uv_stream_t* from, ssize_t size, const uv_buf_t* buffer) { Of(from->data).OnReceived(size, *buffer); });
}

bool Socket::Handle::IsFirstOfTurn() {
  const uint64_t turn = loop.turns();
  return std::exchange(received_in_turn, turn) != turn;
}

void Socket::Handle::OnReceived(ssize_t size, const uv_buf_t& buffer) {
  if (owner == nullptr || size == 0 || size == UV_ENOBUFS) return;  // the last: the rest comes in the next turn
  if (size < 0) return End();
  owner->OnReceived({buffer.base, static_cast<size_t>(size)});
}

void Socket::Handle::End() {
  if (std::exchange(has_ended, true)) return;
  uv_read_stop(&stream);
  if (owner != nullptr) owner->OnEnded();
}

void Socket::Handle::Keep(std::span<const std::string_view> pieces, size_t sent) {
  for (std::string_view piece : pieces) {
    const size_t skipped = std::min(sent, piece.size());
    sent -= skipped;
    unsent.append(piece.substr(skipped));
  }
  if (unsent.empty()) return;
  uv_read_stop(&stream);
  write.data = this;
  const uv_buf_t buffer = ToBuffer(unsent);
  const int error =
      uv_write(&write, &stream, &buffer, 1, [](uv_write_t* done, int status) { Of(done->data).OnWritten(status); });
  if (error != 0) OnWritten(error);
}

void Socket::Handle::OnWritten(int status) {
  std::string().swap(unsent);
  if (owner == nullptr) return;
  if (status != 0) return End();
  StartReading();
  owner->OnUnblocked();
}

Socket::Socket(EventLoop& loop, UniqueFd fd, Owner& owner) : handle_(new Handle(loop, owner)) {
  CHECK(loop.IsOnThread());
  if (handle_->Open(std::move(fd))) {
    handle_->StartReading();
  } else {
    not_opened_ = std::make_unique<Timer>(loop, [handle = handle_] { handle->End(); });
    not_opened_->Set(absl::ZeroDuration());
  }
}

Socket::~Socket() {
  handle_->owner = nullptr;
  uv_close(handle_->base(), [](uv_handle_t* handle) { delete &Handle::Of(handle->data); });
}

void Socket::Write(std::span<const std::string_view> pieces) {
  CHECK(!IsBlocked());
  if (handle_->has_ended || not_opened_ != nullptr) return;
  thread_local std::vector<uv_buf_t> buffers;
  buffers.clear();
  for (const std::string_view piece : pieces) buffers.push_back(ToBuffer(piece));
  const int sent = uv_try_write(&handle_->stream, buffers.data(), static_cast<unsigned>(buffers.size()));
  if (sent < 0 && sent != UV_EAGAIN) return handle_->End();
  handle_->Keep(pieces, sent < 0 ? 0 : static_cast<size_t>(sent));
}

void Socket::ShutDownWrites() {
  CHECK(!IsBlocked());
  uv_shutdown(&handle_->shutdown, &handle_->stream, [](uv_shutdown_t*, int) {});  // an error: the peer has gone
}

bool Socket::IsBlocked() const { return !handle_->unsent.empty(); }

size_t Socket::unsent_bytes() const { return IsBlocked() ? uv_stream_get_write_queue_size(&handle_->stream) : 0; }

}  // namespace rollcall::rpc
