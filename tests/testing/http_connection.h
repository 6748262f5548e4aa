// SPDX-License-Identifier: Apache-2.0
// A client of an HTTP server that sends and reads bytes, as slow or as wrong as a test wants.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "base/unique_fd.h"

namespace rollcall::testing {

inline sockaddr_in AddressOf(const char* host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  CHECK_EQ(inet_pton(AF_INET, host, &address.sin_addr), 1);
  return address;
}

// To HOST:PORT of 127.0.0.1, from an address of loopback.
class HttpConnection {
 public:
  explicit HttpConnection(const std::string& server, const char* from = "127.0.0.1")
      : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval timeout{.tv_sec = 20, .tv_usec = 0};
    CHECK_EQ(setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
    const sockaddr_in local = AddressOf(from, 0);
    CHECK_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&local), sizeof(local)), 0);
    const sockaddr_in remote = AddressOf("127.0.0.1", std::stoi(server.substr(server.rfind(':') + 1)));
    CHECK_EQ(connect(socket_.get(), reinterpret_cast<const sockaddr*>(&remote), sizeof(remote)), 0);
  }

  void Send(std::string_view bytes) { send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // What the server sends until it closes the connection, or sends nothing for 20 s.
  std::string ReadToEnd() {
    std::string all;
    char bytes[4096];
    for (ssize_t count = 0; (count = recv(socket_.get(), bytes, sizeof(bytes), 0)) > 0;) {
      all.append(bytes, static_cast<size_t>(count));
    }
    return all;
  }
  // What the server sends up to `end`, which is included; less if it closes the connection, or sends nothing for 20 s.
  std::string ReadUntil(std::string_view end) {
    std::string all;
    char byte = 0;
    while (!all.ends_with(end) && recv(socket_.get(), &byte, 1, 0) == 1) all += byte;
    return all;
  }
  bool IsOpen() const {
    char byte = 0;
    return recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
  }

 private:
  UniqueFd socket_;
};

// The whole answer to `method` of `target` on a connection of its own. `headers` are more of them, each with its line
// end.
inline std::string AskHttp(const std::string& server, std::string_view target, std::string_view method = "GET",
                           std::string_view headers = "") {
  HttpConnection connection(server);
  const bool has_host = headers.find("Host:") != std::string_view::npos;
  connection.Send(absl::StrCat(AbslView(method), " ", AbslView(target), " HTTP/1.1\r\nConnection: close\r\n",
                               has_host ? "" : "Host: localhost\r\n", AbslView(headers), "\r\n"));
  return connection.ReadToEnd();
}

}  // namespace rollcall::testing
