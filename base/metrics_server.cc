// SPDX-License-Identifier: Apache-2.0
#include "base/metrics_server.h"

#include <microhttpd.h>
#include <prometheus/text_serializer.h>

#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/listen_address.h"

namespace rollcall {
namespace {

constexpr size_t kMaxHeaderBytes = 8 << 10;  // of a request
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

// libmicrohttpd calls this once for the headers, for each part of a body, and once at the end. `state` is that of the
// request, null at first.
MHD_Result OnRequest(void* metrics, MHD_Connection* connection, const char* path, const char* method, const char*,
                     const char*, size_t* body_bytes, void** state) {
  const bool is_at_end = *state != nullptr && *body_bytes == 0;
  *state = connection;
  *body_bytes = 0;  // a body is ignored
  return is_at_end ? Serve(*static_cast<const prometheus::Collectable*>(metrics), connection, path, method) : MHD_YES;
}

}  // namespace

bool MetricsServer::Listen(const sockaddr& address, const MetricsServerLimits& limits) {
  const unsigned family = address.sa_family == AF_INET6 ? MHD_USE_DUAL_STACK : 0;
  // The library only reads what it is passed, but says so nowhere.
  void* const metrics = const_cast<prometheus::Collectable*>(metrics_.get());
  daemon_ = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | family, 0, nullptr, nullptr, &OnRequest, metrics,
                             MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT, limits.max_connections,
                             MHD_OPTION_PER_IP_CONNECTION_LIMIT, limits.max_connections_per_address,
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
  std::unique_ptr<MetricsServer> server(new MetricsServer(std::move(metrics)));
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
