// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/request_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace rollcall::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// What grpc-go sends, with `changes` after it: of a repeated header the last one counts.
RequestHead Request(const Headers& changes = {}) {
  RequestHead head;
  const Headers headers = {{":method", "POST"},
                           {":scheme", "http"},
                           {":path", "/some.Service/Method"},
                           {":authority", "example.com:50051"},
                           {"content-type", "application/grpc"},
                           {"user-agent", "grpc-go/1.71.1"},
                           {"te", "trailers"}};
  for (const Header& header : headers) head.Add(header.name, header.value);
  for (const Header& header : changes) head.Add(header.name, header.value);
  return head;
}

struct Refused {
  std::string http_status;
  absl::StatusCode code;
  Headers headers;
};

// Checks what all refusals have in common.
Refused Refuse(const Headers& changes) {
  const std::optional<Refusal> refusal = Request(changes).Check();
  if (!refusal.has_value()) {
    ADD_FAILURE() << "not refused";
    return {};
  }
  EXPECT_EQ(refusal->headers.at(0).name, ":status");
  const bool is_grpc = refusal->headers.at(0).value == "200";
  EXPECT_EQ(FindHeader(refusal->headers, "content-type"), is_grpc ? "application/grpc" : "text/plain; charset=utf-8");
  const std::string text = "This server speaks gRPC: " + std::string(refusal->status.message()) + "\n";
  EXPECT_EQ(refusal->body, is_grpc ? "" : text);
  EXPECT_EQ(FindHeader(refusal->headers, "grpc-status"), std::to_string(static_cast<int>(refusal->status.code())));
  EXPECT_EQ(FindHeader(refusal->headers, "grpc-message"), std::string(refusal->status.message()));
  return {refusal->headers.at(0).value, refusal->status.code(), refusal->headers};
}

TEST(RequestHeadTest, ACallBegins) {
  const RequestHead head = Request();
  EXPECT_FALSE(head.Check().has_value());
  EXPECT_EQ(head.path(), "/some.Service/Method");
  EXPECT_EQ(head.authority(), "example.com:50051");
  EXPECT_EQ(head.timeout(), absl::InfiniteDuration());
}

TEST(RequestHeadTest, MetadataIsAllThatTheProtocolDoesNotUse) {
  const RequestHead head =
      Request({{"a", "1"}, {"grpc-accept-encoding", "gzip"}, {"b-bin", "AQI"}, {"a", "2"}, {"a", ""}});
  EXPECT_THAT(head.metadata(), ElementsAre(Header{"user-agent", "grpc-go/1.71.1"}, Header{"a", "1"},
                                           Header{"grpc-accept-encoding", "gzip"}, Header{"b-bin", "AQI"},
                                           Header{"a", "2"}, Header{"a", ""}));
}

TEST(RequestHeadTest, TimeoutIsRead) {
  EXPECT_EQ(Request({{"grpc-timeout", "250m"}}).timeout(), absl::Milliseconds(250));
  EXPECT_FALSE(Request({{"grpc-timeout", "250m"}}).Check().has_value());
}

TEST(RequestHeadTest, TheLastOfARepeatedHeaderCounts) {
  const RequestHead head = Request(
      {{"grpc-timeout", "x"}, {"grpc-timeout", "1S"}, {"grpc-encoding", "gzip"}, {"grpc-encoding", "identity"}});
  EXPECT_FALSE(head.Check().has_value());
  EXPECT_EQ(head.timeout(), absl::Seconds(1));
}

TEST(RequestHeadTest, HostIsTheAuthorityIfThereIsNoOther) {
  RequestHead head;
  head.Add("host", "example.org");
  EXPECT_EQ(head.authority(), "example.org");
  head.Add(":authority", "example.com");
  EXPECT_EQ(head.authority(), "example.com");
  EXPECT_THAT(head.metadata(), SizeIs(0));
}

TEST(RequestHeadTest, OtherMethodsThanPost) {
  const Refused refused = Refuse({{":method", "GET"}});
  EXPECT_EQ(refused.http_status, "405");
  EXPECT_EQ(refused.code, absl::StatusCode::kInternal);
  EXPECT_EQ(FindHeader(refused.headers, "allow"), "POST");
  EXPECT_EQ(Refuse({{":method", "post"}}).http_status, "405");
  EXPECT_EQ(Refuse({{":method", ""}}).http_status, "405");
}

TEST(RequestHeadTest, OtherContentTypes) {
  for (const std::string type : {"", "application/json", "application/grpc-web+proto"}) {
    const Refused refused = Refuse({{"content-type", type}});
    EXPECT_EQ(refused.http_status, "415");
    EXPECT_EQ(refused.code, absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(FindHeader(refused.headers, "grpc-message")), HasSubstr("\"" + type + "\""));
  }
  EXPECT_FALSE(Request({{"content-type", "application/grpc+proto"}}).Check().has_value());
}

TEST(RequestHeadTest, MalformedTimeouts) {
  for (const std::string timeout : {"", "1", "soon", "123456789S"}) {
    const Refused refused = Refuse({{"grpc-timeout", timeout}});
    EXPECT_EQ(refused.http_status, "400");
    EXPECT_EQ(refused.code, absl::StatusCode::kInternal);
    EXPECT_THAT(std::string(FindHeader(refused.headers, "grpc-message")), HasSubstr("malformed grpc-timeout"));
    EXPECT_EQ(Request({{"grpc-timeout", timeout}}).timeout(), absl::InfiniteDuration());
  }
}

TEST(RequestHeadTest, CompressedMessages) {
  const Refused refused = Refuse({{"grpc-encoding", "gzip"}});
  EXPECT_EQ(refused.http_status, "200");
  EXPECT_EQ(refused.code, absl::StatusCode::kUnimplemented);
  EXPECT_EQ(FindHeader(refused.headers, "grpc-accept-encoding"), "identity");
  EXPECT_FALSE(Request({{"grpc-encoding", "identity"}}).Check().has_value());
  EXPECT_FALSE(Request({{"grpc-encoding", ""}}).Check().has_value());
}

TEST(RequestHeadTest, ValuesInAnAnswerArePlainAndShort) {
  const std::string value = "\xff\n" + std::string(8000, 'x');
  const std::string message(FindHeader(Refuse({{"content-type", value}}).headers, "grpc-message"));
  EXPECT_THAT(message, HasSubstr("\"\\xff\\nxxxx"));
  EXPECT_LT(message.size(), 200u);
}

}  // namespace
}  // namespace rollcall::rpc
