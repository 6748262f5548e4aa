// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_calls.h"

#include <string>
#include <utility>

namespace rollcall::http {
namespace {

// As codes.Code.String of grpc-go writes them, in the order of their numbers.
constexpr std::array<const char*, rpc::kStatusCodes> kCodeLabels = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

// By rpc::EndReason.
constexpr std::array<const char*, rpc::kEndReasons> kEndReasonLabels = {"closed", "idle",     "silent", "flood",
                                                                        "tls",    "protocol", "stalled"};

std::string TypeOf(const google::protobuf::MethodDescriptor& method) {
  if (method.client_streaming()) return method.server_streaming() ? "bidi_stream" : "client_stream";
  return method.server_streaming() ? "server_stream" : "unary";
}

MetricLabels LabelsOf(const google::protobuf::MethodDescriptor& method) {
  return {
      {"grpc_type", TypeOf(method)}, {"grpc_service", method.service()->full_name()}, {"grpc_method", method.name()}};
}

void AddHandled(const rpc::MethodTotals& methods, MetricFamilies& families) {
  MetricSeries series =
      families.Counter("grpc_server_handled_total", "Calls that have ended, by status code, refused ones included.");
  for (const auto& [method, totals] : methods) {
    for (size_t code = 0; code < rpc::kStatusCodes; ++code) {
      MetricLabels labels = LabelsOf(*method);
      labels.push_back({"grpc_code", kCodeLabels[code]});
      series.Set(std::move(labels), static_cast<double>(totals.handled[code]));
    }
  }
}

}  // namespace

void AddCalls(const rpc::MethodTotals& methods, MetricFamilies& families) {
  MetricSeries started = families.Counter("grpc_server_started_total", "Calls that were begun.");
  for (const auto& [method, totals] : methods) started.Set(LabelsOf(*method), static_cast<double>(totals.started));
  AddHandled(methods, families);
  MetricSeries handling = families.Histogram("grpc_server_handling_seconds",
                                             "How long calls took, from the headers of the request to their end.");
  for (const auto& [method, totals] : methods) handling.Set(LabelsOf(*method), totals.handling_time);
}

void AddConnections(const rpc::RpcCounters& rpc, MetricFamilies& families) {
  families.AddGauge("rollcall_connections", "Connections open now.", static_cast<double>(rpc.connections.load()));
  MetricSeries ended = families.Counter(
      "rollcall_connections_ended_total",
      "Connections that have ended: closed in good order, idle (no HTTP/2 spoken in time), silent (a PING was not "
      "answered), flood (too many frames that ask for nothing), tls or protocol (what was sent was neither), "
      "stalled (the peer did not read).");
  for (size_t reason = 0; reason < rpc::kEndReasons; ++reason) {
    ended.Set({{"reason", kEndReasonLabels[reason]}}, static_cast<double>(rpc.connections_ended[reason].load()));
  }
  families.AddGauge("rollcall_calls", "Calls running now, of all methods.", static_cast<double>(rpc.calls.load()));
  families.AddCounter("rollcall_calls_unauthorized_total",
                      "Calls refused because the caller has no token or certificate that may call.",
                      rpc.calls_unauthorized);
  families.AddGauge("rollcall_unsent_bytes",
                    "Bytes held for callers now: answers that they do not read, and requests that are not complete.",
                    static_cast<double>(rpc.unsent_bytes.load()));
  families.AddCounter("rollcall_unsent_ended_total",
                      "Calls and connections ended because there were more of these bytes than the limit.",
                      rpc.unsent_ended);
}

void AddRefused(const rpc::RpcCounters& rpc, const RefusedByApi& api, MetricFamilies& families) {
  const std::array<std::pair<const char*, uint64_t>, 12> limits = {{
      {"max_connections", rpc.connections_refused},
      {"max_connections_per_peer", rpc.connections_of_peer_refused},
      {"max_calls_per_peer", rpc.calls_refused},
      {"max_watchers", api.watches},
      {"max_unsent_bytes", rpc.unsent_refused},
      {"lists_queued", api.lists_queued},
      {"lists_waiting", api.lists_waiting},
      {"histories_waiting", api.histories_waiting},
      {"max_page_viewers", api.page_viewers},
      {"header_bytes", rpc.headers_too_large},
      {"request_bytes", rpc.requests_too_large},
      {"request_time", rpc.requests_too_slow},
  }};
  MetricSeries series =
      families.Counter("rollcall_refused_total", "Connections, calls and requests refused because of a limit.");
  for (const auto& [limit, count] : limits) series.Set({{"limit", limit}}, static_cast<double>(count));
}

}  // namespace rollcall::http
