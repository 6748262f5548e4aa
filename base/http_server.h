// SPDX-License-Identifier: Apache-2.0
// Serves HTTP/1.1 without TLS: metrics for Prometheus, health for probes, pages for people.
//
// One thread serves all connections by events, so that one that sends nothing, or half a request, or does not read its
// answer, keeps nobody waiting. What takes long is made by one worker, beside it. When there are as many connections as
// may be, a new one takes the place of the one that has been silent longest. Only GET and HEAD are answered.
// Thread-safe.
#pragma once

#include <sys/socket.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/http_connections.h"
#include "base/http_hosts.h"
#include "base/http_message.h"
#include "base/http_routes.h"
#include "base/http_stream.h"
#include "base/mutex.h"
#include "base/thread_pool.h"

struct MHD_Connection;
struct MHD_Daemon;

namespace rollcall {

struct HttpServerOptions {
  std::string option = "--metrics-listen";  // that an operator sets to choose the address, for errors
  HttpHosts hosts = {};                     // other values of the header Host are refused
  unsigned max_connections = 1'000;
  unsigned max_connections_per_address = 500;
  unsigned silence_s = 10;  // a connection on which nothing was sent for so long is closed
  int max_waiting = 64;     // requests that wait for the worker; more are refused
};

class HttpServer {
 public:
  // Listens on HOST:PORT, where port 0 takes a free one. UNAVAILABLE if it cannot.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& listen, HttpRoutes routes,
                                                           const HttpServerOptions& options = {});
  // Waits for an answer that is being made, and ends the connections.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // HOST:PORT, with the port that was taken.
  const std::string& address() const { return address_; }

 private:
  struct Callbacks;
  HttpServer(HttpRoutes routes, const HttpServerOptions& options)
      : routes_(std::move(routes)),
        options_(options),
        connections_(options.max_connections, options.max_connections_per_address) {}
  // Whether it could.
  bool Listen(const sockaddr& address);
  // Whether the stream is ended by the destructor; not if that runs already.
  bool Register(const std::shared_ptr<HttpStream>& stream) ABSL_LOCKS_EXCLUDED(mutex_);

  const HttpRoutes routes_;
  const HttpServerOptions options_;
  HttpConnections connections_;   // used by the thread of libmicrohttpd
  MHD_Daemon* daemon_ = nullptr;  // of libmicrohttpd
  std::string address_;
  std::atomic<int> waiting_ = 0;  // requests that the worker has not answered yet
  std::atomic<bool> is_stopping_ = false;
  Mutex mutex_;
  std::vector<std::weak_ptr<HttpStream>> streams_ ABSL_GUARDED_BY(mutex_);
  ThreadPool worker_{1};
};

}  // namespace rollcall
