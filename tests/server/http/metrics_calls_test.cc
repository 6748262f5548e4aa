// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const google::protobuf::MethodDescriptor& MethodOf(const std::string& name) {
  return rpc::FindMethod("rollcall.v1.CoprocessorStatusService." + name);
}

std::string TextOf(MetricFamilies& families) { return prometheus::TextSerializer().Serialize(families.Release()); }

TEST(MetricsCallsTest, HaveTheNamesAndLabelsOfGoGrpcPrometheus) {
  rpc::CallCounters counters;
  counters.started = 3;
  counters.CountHandled(absl::StatusCode::kOk, absl::Milliseconds(2));
  counters.CountHandled(absl::StatusCode::kCancelled, absl::Seconds(20));
  rpc::MethodTotals methods;
  methods[&MethodOf("WatchStatus")] += counters;
  methods[&MethodOf("ListNodes")] += rpc::CallCounters();
  MetricFamilies families;
  AddCalls(methods, families);
  const std::string text = TextOf(families);
  const std::string watch =
      R"(grpc_type="server_stream",grpc_service="rollcall.v1.CoprocessorStatusService",grpc_method="WatchStatus")";
  const std::string list =
      R"(grpc_type="unary",grpc_service="rollcall.v1.CoprocessorStatusService",grpc_method="ListNodes")";
  EXPECT_THAT(text, AllOf(HasSubstr("grpc_server_started_total{" + watch + "} 3\n"),
                          HasSubstr("grpc_server_started_total{" + list + "} 0\n")));
  EXPECT_THAT(text, AllOf(HasSubstr("grpc_server_handled_total{" + watch + ",grpc_code=\"OK\"} 1\n"),
                          HasSubstr("grpc_server_handled_total{" + watch + ",grpc_code=\"Canceled\"} 1\n"),
                          HasSubstr("grpc_server_handled_total{" + list + ",grpc_code=\"Unauthenticated\"} 0\n")));
  EXPECT_THAT(text, AllOf(HasSubstr("grpc_server_handling_seconds_bucket{" + watch + ",le=\"0.001\"} 0\n"),
                          HasSubstr("grpc_server_handling_seconds_bucket{" + watch + ",le=\"0.0025\"} 1\n"),
                          HasSubstr("grpc_server_handling_seconds_bucket{" + watch + ",le=\"10\"} 1\n"),
                          HasSubstr("grpc_server_handling_seconds_bucket{" + watch + ",le=\"+Inf\"} 2\n"),
                          HasSubstr("grpc_server_handling_seconds_sum{" + watch + "} 20.002\n")));
}

TEST(MetricsCallsTest, EachLimitHasItsOwnSeries) {
  rpc::RpcCounters rpc;
  rpc.connections_refused = 1;
  rpc.connections_of_peer_refused = 2;
  rpc.calls_refused = 3;
  rpc.unsent_refused = 4;
  rpc.headers_too_large = 5;
  rpc.requests_too_large = 6;
  rpc.requests_too_slow = 7;
  MetricFamilies families;
  AddRefused(rpc, {.watches = 8, .lists_queued = 9, .lists_waiting = 10, .histories_waiting = 11, .page_viewers = 12},
             families);
  const std::string text = TextOf(families);
  const auto series = [](const std::string& limit, int value) {
    return HasSubstr("rollcall_refused_total{limit=\"" + limit + "\"} " + std::to_string(value) + "\n");
  };
  EXPECT_THAT(text, AllOf(series("max_connections", 1), series("max_connections_per_peer", 2),
                          series("max_calls_per_peer", 3), series("max_unsent_bytes", 4), series("header_bytes", 5)));
  EXPECT_THAT(text, AllOf(series("request_bytes", 6), series("request_time", 7), series("max_watchers", 8),
                          series("lists_queued", 9), series("lists_waiting", 10), series("histories_waiting", 11),
                          series("max_page_viewers", 12)));
}

TEST(MetricsCallsTest, ConnectionsThatEndedSayWhy) {
  rpc::RpcCounters rpc;
  rpc.connections = 1;
  rpc.connections_ended[static_cast<size_t>(rpc::EndReason::kFlood)] = 2;
  MetricFamilies families;
  AddConnections(rpc, families);
  const std::string text = TextOf(families);
  EXPECT_THAT(text, AllOf(HasSubstr("rollcall_connections 1\n"),
                          HasSubstr("rollcall_connections_ended_total{reason=\"flood\"} 2\n"),
                          HasSubstr("rollcall_connections_ended_total{reason=\"closed\"} 0\n")));
}

}  // namespace
}  // namespace rollcall::http
