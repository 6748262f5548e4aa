// SPDX-License-Identifier: Apache-2.0
#include "base/http_server.h"

#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/listen_address.h"
#include "rollcall/instant.h"

namespace rollcall {
namespace {

constexpr size_t kMaxHeaderBytes = 8 << 10;  // of a request, and of the answer to it
constexpr size_t kStreamBytes = 1 << 10;     // that are taken from a stream at once
// Connections that were shut down to make room, and are not closed yet. Above them, new ones wait to be accepted.
constexpr unsigned kEndingConnections = 64;

const sockaddr* AddressOf(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

// Without the port.
std::string HostOf(MHD_Connection* connection) {
  const sockaddr* const address = AddressOf(connection);
  const bool is_v6 = address->sa_family == AF_INET6;
  const socklen_t size = is_v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  std::array<char, NI_MAXHOST> host{};
  getnameinfo(address, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  return host.data();
}

// What libmicrohttpd keeps for a connection.
HttpConnections::Id& IdOf(void* context) { return *static_cast<HttpConnections::Id*>(context); }
HttpConnections::Id& IdOf(MHD_Connection* connection) {
  return IdOf(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context);
}

MHD_Result AddArgument(void* query, MHD_ValueKind, const char* name, size_t name_size, const char* value,
                       size_t value_size) {
  auto& arguments = *static_cast<decltype(HttpRequest::query)*>(query);
  arguments.emplace_back(std::string(name, name_size), value == nullptr ? "" : std::string(value, value_size));
  return MHD_YES;
}

// Empty if the request does not have it.
std::string HeaderOf(MHD_Connection* connection, const char* name) {
  const char* const value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? "" : value;
}

HttpRequest RequestOf(MHD_Connection* connection, const char* path) {
  HttpRequest request = {.path = path, .query = {}, .fetch_site = HeaderOf(connection, "Sec-Fetch-Site")};
  MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, &AddArgument, &request.query);
  return request;
}

HttpResponse Refusal(unsigned status, std::string body) { return {.status = status, .body = std::move(body)}; }

std::string OtherHostText(std::string_view host) {
  return absl::StrCat("this port is not served under the name '", AbslView(host),
                      "'; use localhost or 127.0.0.1, or allow the name with --http-allow-host\n");
}

HttpResponse Stopping() { return Refusal(MHD_HTTP_SERVICE_UNAVAILABLE, "this server is shutting down\n"); }

// A request while it is answered.
struct Exchange {
  std::optional<HttpResponse> response;  // once it is made
};

}  // namespace

// What libmicrohttpd calls.
struct HttpServer::Callbacks {
  struct StreamContext {
    HttpServer& server;
    MHD_Connection* connection;
    std::shared_ptr<HttpStream> stream;
  };

  static HttpServer& Of(void* server) { return *static_cast<HttpServer*>(server); }

  // Once for the headers of a request, for each part of a body, once at the end, and once more if the answer was not
  // there yet. `context` is that of the request, null at first.
  static MHD_Result OnRequest(void* server, MHD_Connection* connection, const char* path, const char* method,
                              const char*, const char*, size_t* body_bytes, void** context) {
    if (*context == nullptr) {
      Of(server).connections_.Use(IdOf(connection));
      *context = new Exchange();
      return MHD_YES;
    }
    if (std::exchange(*body_bytes, 0) != 0) return MHD_YES;  // a body is ignored
    Exchange& exchange = *static_cast<Exchange*>(*context);
    if (!exchange.response.has_value()) Answer(Of(server), connection, path, method, exchange);
    return exchange.response.has_value() ? Respond(Of(server), connection, *std::move(exchange.response)) : MHD_YES;
  }

  static void OnCompleted(void*, MHD_Connection*, void** context, MHD_RequestTerminationCode) {
    delete static_cast<Exchange*>(std::exchange(*context, nullptr));
  }

  static void Answer(HttpServer& server, MHD_Connection* connection, const char* path, std::string_view method,
                     Exchange& exchange) {
    const HttpRoute* const route = server.routes_.Find(path);
    if (const std::string host = HeaderOf(connection, MHD_HTTP_HEADER_HOST); !server.options_.hosts.Allows(host)) {
      exchange.response = Refusal(MHD_HTTP_MISDIRECTED_REQUEST, OtherHostText(host));
    } else if (route == nullptr) {
      exchange.response = server.routes_.NotFound();
    } else if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD) {
      exchange.response = Refusal(MHD_HTTP_METHOD_NOT_ALLOWED, "this can only be read, by GET or HEAD\n");
      exchange.response->headers.emplace_back(MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    } else if (route->where == HttpRoute::Where::kServerThread) {
      exchange.response = route->handler(RequestOf(connection, path));
    } else {
      AnswerByWorker(server, connection, *route, RequestOf(connection, path), exchange);
    }
  }

  // libmicrohttpd leaves the connection alone until it is resumed, and the exchange lives for as long.
  static void AnswerByWorker(HttpServer& server, MHD_Connection* connection, const HttpRoute& route,
                             HttpRequest request, Exchange& exchange) {
    if (server.waiting_.fetch_add(1) >= server.options_.max_waiting) {
      --server.waiting_;
      exchange.response = Refusal(MHD_HTTP_SERVICE_UNAVAILABLE, "too many requests wait for an answer; try again\n");
      exchange.response->headers.emplace_back(MHD_HTTP_HEADER_RETRY_AFTER, "1");
      return;
    }
    MHD_suspend_connection(connection);
    server.worker_.Submit([&server, connection, &route, request = std::move(request), &exchange] {
      exchange.response = server.is_stopping_ ? Stopping() : route.handler(request);
      --server.waiting_;
      MHD_resume_connection(connection);
    });
  }

  static MHD_Result Respond(HttpServer& server, MHD_Connection* connection, HttpResponse answer) {
    if (answer.stream != nullptr && !server.Register(answer.stream)) answer = Stopping();
    MHD_Response* const response =
        answer.stream == nullptr
            ? MHD_create_response_from_buffer(answer.body.size(), answer.body.data(), MHD_RESPMEM_MUST_COPY)
            : MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kStreamBytes, &ReadStream,
                                                new StreamContext{server, connection, answer.stream}, &CloseStream);
    if (response == nullptr) return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.content_type.c_str());
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : answer.headers) MHD_add_response_header(response, name.c_str(), value.c_str());
    const MHD_Result result = MHD_queue_response(connection, answer.status, response);
    MHD_destroy_response(response);
    return result;
  }

  // A client that reads what it is sent is not silent.
  static ssize_t ReadStream(void* context, uint64_t, char* buffer, size_t size) {
    const StreamContext& of = *static_cast<StreamContext*>(context);
    MHD_Connection* const connection = of.connection;
    const HttpStream::Taken taken = of.stream->Take(
        buffer, size, [connection] { MHD_suspend_connection(connection); },
        [connection] { MHD_resume_connection(connection); });
    if (taken.outcome == HttpStream::Outcome::kEnd) return MHD_CONTENT_READER_END_OF_STREAM;
    if (taken.outcome == HttpStream::Outcome::kSome) of.server.connections_.Use(IdOf(connection));
    return static_cast<ssize_t>(taken.bytes);
  }

  static void CloseStream(void* context) {
    const std::unique_ptr<StreamContext> owned(static_cast<StreamContext*>(context));
    owned->stream->Close();
  }

  static void OnConnection(void* server, MHD_Connection* connection, void** context,
                           MHD_ConnectionNotificationCode what) {
    HttpConnections& connections = Of(server).connections_;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
      const int socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
      *context = new HttpConnections::Id(connections.Begin(socket, HostOf(connection), Instant::Now()));
    } else {
      connections.End(IdOf(*context));
      delete &IdOf(*context);
    }
  }
};

bool HttpServer::Listen(const sockaddr& address) {
  const unsigned family = address.sa_family == AF_INET6 ? MHD_USE_DUAL_STACK : 0;
  daemon_ = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | family, 0, nullptr, nullptr,
                             &Callbacks::OnRequest, this, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_CONNECTION,
                             &Callbacks::OnConnection, this, MHD_OPTION_NOTIFY_COMPLETED, &Callbacks::OnCompleted, this,
                             MHD_OPTION_CONNECTION_LIMIT, options_.max_connections + kEndingConnections,
                             MHD_OPTION_CONNECTION_TIMEOUT, options_.silence_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                             kMaxHeaderBytes, MHD_OPTION_END);
  return daemon_ != nullptr;
}

bool HttpServer::Register(const std::shared_ptr<HttpStream>& stream) {
  MutexLock lock(mutex_);
  if (is_stopping_) return false;
  std::erase_if(streams_, [](const std::weak_ptr<HttpStream>& one) { return one.expired(); });
  streams_.push_back(stream);
  return true;
}

// libmicrohttpd can end no connection that is suspended.
HttpServer::~HttpServer() {
  {
    MutexLock lock(mutex_);
    is_stopping_ = true;
    for (const std::weak_ptr<HttpStream>& stream : streams_) {
      if (const std::shared_ptr<HttpStream> open = stream.lock()) open->End();
    }
  }
  worker_.Shutdown();
  if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& listen, HttpRoutes routes,
                                                              const HttpServerOptions& options) {
  const absl::StatusOr<AddressList> addresses = Resolve(listen);
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(routes), options));
  const addrinfo* address = addresses.ok() ? addresses->get() : nullptr;
  while (address != nullptr && !server->Listen(*address->ai_addr)) address = address->ai_next;
  if (address == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("cannot serve HTTP on ", listen, ": ", WhyNotListen(listen, options.option)));
  }
  server->address_ = WithPort(listen, MHD_get_daemon_info(server->daemon_, MHD_DAEMON_INFO_BIND_PORT)->port);
  return server;
}

}  // namespace rollcall
