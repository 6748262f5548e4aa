// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "base/listen_address.h"
#include "rollcall/instant.h"

namespace rollcall::rpc {
namespace {

constexpr int kBacklog = 4096;
constexpr int kAcceptedAtOnce = 64;  // then the connections that are there already are served
// While the process has no free descriptor, or the system no memory, accepting would fail at once, again and again.
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr std::string_view kUnixPrefix = "unix:";
constexpr char kOption[] = "--listen";

absl::Status CannotListen(const std::string& listen, std::string_view why) {
  return absl::UnavailableError(absl::StrCat("cannot listen on ", listen, ": ", AbslView(why)));
}

int NewSocket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

// 0 or an error number.
int BindAndListen(int fd, const sockaddr* address, socklen_t size) {
  if (fd < 0 || bind(fd, address, size) != 0 || listen(fd, kBacklog) != 0) return errno;
  return 0;
}

int PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const bool is_v6 = address.ss_family == AF_INET6;
  return ntohs(is_v6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                     : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

// The same port on each address of a host: the first one may choose it.
void SetPort(sockaddr* address, int port) {
  if (address->sa_family == AF_INET6) reinterpret_cast<sockaddr_in6*>(address)->sin6_port = htons(port);
  if (address->sa_family == AF_INET) reinterpret_cast<sockaddr_in*>(address)->sin_port = htons(port);
}

absl::StatusOr<ListeningSockets> ListenOnHost(const std::string& listen) {
  absl::StatusOr<AddressList> addresses = Resolve(listen);
  if (!addresses.ok()) return CannotListen(listen, WhyNotListen(listen, kOption));
  ListeningSockets sockets;
  int port = 0;
  int error = 0;
  for (addrinfo* address = addresses->get(); address != nullptr; address = address->ai_next) {
    UniqueFd fd(NewSocket(address->ai_family));
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (address->ai_family == AF_INET6) setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (port != 0) SetPort(address->ai_addr, port);
    error = BindAndListen(fd.get(), address->ai_addr, address->ai_addrlen);
    if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL) continue;  // such as ::1 of localhost where IPv6 is off
    if (error != 0) return CannotListen(listen, BindErrorText(error, kOption));
    port = PortOf(fd.get());
    sockets.fds.push_back(std::move(fd));
  }
  if (sockets.fds.empty()) return CannotListen(listen, BindErrorText(error, kOption));
  sockets.address = WithPort(listen, port);
  return sockets;
}

bool SomebodyListens(const sockaddr_un& address) {
  const UniqueFd fd(NewSocket(AF_UNIX));
  return connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 || errno == EAGAIN;
}

bool IsSocket(const char* path) {
  struct stat file {};
  return lstat(path, &file) == 0 && S_ISSOCK(file.st_mode);
}

absl::StatusOr<ListeningSockets> ListenOnPath(const std::string& listen, mode_t mode) {
  const std::string path = listen.substr(kUnixPrefix.size());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return CannotListen(listen, absl::StrCat("the path must have 1 to ", sizeof(address.sun_path) - 1, " bytes"));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  if (IsSocket(path.c_str()) && !SomebodyListens(address)) unlink(path.c_str());
  UniqueFd fd(NewSocket(AF_UNIX));
  // fchmod of the unbound socket is what bind gives the file: nobody can connect before the mode is right.
  fchmod(fd.get(), mode);
  const int error = BindAndListen(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  if (error == ENOENT || error == EACCES || error == ENOTDIR) {
    return CannotListen(listen, "the directory of the socket must exist and be writable");
  }
  if (error == EADDRINUSE && !IsSocket(path.c_str())) {
    return CannotListen(listen, "a file that is no socket has this name; choose another one with --listen");
  }
  if (error != 0) return CannotListen(listen, BindErrorText(error, kOption));
  if (chmod(path.c_str(), mode) != 0) return CannotListen(listen, std::strerror(errno));
  ListeningSockets sockets;
  sockets.fds.push_back(std::move(fd));
  sockets.address = listen;
  sockets.unix_path = path;
  return sockets;
}

bool IsOutOfResources(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

}  // namespace

absl::StatusOr<ListeningSockets> ListenOn(const std::string& listen, mode_t unix_mode) {
  return absl::StartsWith(listen, AbslView(kUnixPrefix)) ? ListenOnPath(listen, unix_mode) : ListenOnHost(listen);
}

struct Listener::Handle {
  uv_poll_t uv;
  Listener* listener;
  int fd;
};

Listener::Listener(EventLoop& loop, ListeningSockets sockets, OnAccepted on_accepted)
    : sockets_(std::move(sockets)), on_accepted_(std::move(on_accepted)), resume_(loop, [this] { Resume(); }) {
  for (const UniqueFd& fd : sockets_.fds) {
    auto* handle = new Handle{{}, this, fd.get()};
    CHECK_EQ(uv_poll_init(loop.uv(), &handle->uv, fd.get()), 0);
    handle->uv.data = handle;
    handles_.push_back(handle);
  }
  Resume();
}

Listener::~Listener() {
  RemoveFile();
  for (Handle* handle : handles_) {
    uv_close(reinterpret_cast<uv_handle_t*>(&handle->uv),
             [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
  }
}

// Unless another server has taken its place since.
void Listener::RemoveFile() const {
  if (sockets_.unix_path.empty()) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  sockets_.unix_path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  for (const UniqueFd& fd : sockets_.fds) shutdown(fd.get(), SHUT_RDWR);
  if (!SomebodyListens(address)) unlink(sockets_.unix_path.c_str());
}

void Listener::Resume() {
  for (Handle* handle : handles_) {
    uv_poll_start(&handle->uv, UV_READABLE, [](uv_poll_t* poll, int, int) {
      Handle& readable = *static_cast<Handle*>(poll->data);
      readable.listener->Accept(readable.fd);
    });
  }
}

void Listener::Accept(int fd) {
  for (int i = 0; i < kAcceptedAtOnce; ++i) {
    UniqueFd connection(accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection.get() >= 0) {
      on_accepted_(std::move(connection));
    } else if (IsOutOfResources(errno)) {
      return Pause(errno);
    } else if (errno == EAGAIN) {
      return;
    }  // else the peer has gone already
  }
}

void Listener::Pause(int error) {
  for (Handle* handle : handles_) uv_poll_stop(&handle->uv);
  resume_.Set(kPause);
  fault_.Report(Instant::Now(),
                "cannot accept connections; raise the limit (LimitNOFILE, ulimit -n) or --max-connections down",
                std::strerror(error));
}

}  // namespace rollcall::rpc
