// SPDX-License-Identifier: Apache-2.0
#include "base/metrics_server.h"

#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/listen_address.h"
#include "rollcall/instant.h"

namespace rollcall {
namespace {

constexpr size_t kMaxHeaderBytes = 8 << 10;  // of a request
// Connections that were shut down to make room, and are not closed yet. Above them, new ones wait to be accepted.
constexpr unsigned kEndingConnections = 64;
constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";

MHD_Result Respond(MHD_Connection* connection, unsigned status, std::string body) {
  MHD_Response* const response = MHD_create_response_from_buffer(body.size(), body.data(), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, kContentType);
  const MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

MHD_Result Serve(const prometheus::Collectable& metrics, MHD_Connection* connection, std::string_view path,
                 std::string_view method) {
  if (path != "/metrics") return Respond(connection, MHD_HTTP_NOT_FOUND, "the metrics are at /metrics\n");
  if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD) {
    return Respond(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "the metrics can only be read\n");
  }
  return Respond(connection, MHD_HTTP_OK, prometheus::TextSerializer().Serialize(metrics.Collect()));
}

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
MetricsConnections::Id& IdOf(void* context) { return *static_cast<MetricsConnections::Id*>(context); }

}  // namespace

// What libmicrohttpd calls.
struct MetricsServer::Callbacks {
  static MetricsServer& Of(void* server) { return *static_cast<MetricsServer*>(server); }

  // Once for the headers of a request, for each part of a body, and once at the end. `state` is that of the request,
  // null at first.
  static MHD_Result OnRequest(void* server, MHD_Connection* connection, const char* path, const char* method,
                              const char*, const char*, size_t* body_bytes, void** state) {
    void* const id = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (*state == nullptr) Of(server).connections_.Use(IdOf(id));
    const bool is_at_end = *state != nullptr && *body_bytes == 0;
    *state = connection;
    *body_bytes = 0;  // a body is ignored
    return is_at_end ? Serve(*Of(server).metrics_, connection, path, method) : MHD_YES;
  }

  static void OnConnection(void* server, MHD_Connection* connection, void** context,
                           MHD_ConnectionNotificationCode what) {
    MetricsConnections& connections = Of(server).connections_;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
      const int socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
      *context = new MetricsConnections::Id(connections.Begin(socket, HostOf(connection), Instant::Now()));
    } else {
      connections.End(IdOf(*context));
      delete &IdOf(*context);
    }
  }
};

bool MetricsServer::Listen(const sockaddr& address, const MetricsServerLimits& limits) {
  const unsigned family = address.sa_family == AF_INET6 ? MHD_USE_DUAL_STACK : 0;
  daemon_ = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | family, 0, nullptr, nullptr, &Callbacks::OnRequest, this,
                             MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_CONNECTION, &Callbacks::OnConnection,
                             this, MHD_OPTION_CONNECTION_LIMIT, limits.max_connections + kEndingConnections,
                             MHD_OPTION_CONNECTION_TIMEOUT, limits.silence_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                             kMaxHeaderBytes, MHD_OPTION_END);
  return daemon_ != nullptr;
}

MetricsServer::~MetricsServer() {
  if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
}

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(
    const std::string& listen, std::shared_ptr<const prometheus::Collectable> metrics, MetricsServerLimits limits) {
  const absl::StatusOr<AddressList> addresses = Resolve(listen);
  std::unique_ptr<MetricsServer> server(new MetricsServer(std::move(metrics), limits));
  const addrinfo* address = addresses.ok() ? addresses->get() : nullptr;
  while (address != nullptr && !server->Listen(*address->ai_addr, limits)) address = address->ai_next;
  if (address == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", listen, ": ", WhyNotListen(listen),
                                               "; choose another address with --metrics-listen, or end what uses this "
                                               "one"));
  }
  server->address_ = WithPort(listen, MHD_get_daemon_info(server->daemon_, MHD_DAEMON_INFO_BIND_PORT)->port);
  return server;
}

}  // namespace rollcall
