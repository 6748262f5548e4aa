// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/node_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

std::string JsonOf(std::string_view json, std::optional<int32_t> node_id) {
  const absl::StatusOr<NodeValue> value = PrepareValue(json, node_id);
  EXPECT_TRUE(value.ok()) << value.status();
  return value.ok() ? value->json : "";
}

std::string RefusalOf(std::string_view json, std::optional<int32_t> node_id) {
  const absl::StatusOr<NodeValue> value = PrepareValue(json, node_id);
  EXPECT_TRUE(absl::IsInvalidArgument(value.status())) << value.status();
  return std::string(value.status().message());
}

TEST(NodeValueTest, ACompleteStatusStaysAsItIs) {
  const std::string json =
      "\n{ \"x\" : 1e400, \"node_id\" : 5,\t\"status\":\"up\",\"coprocessors\":{}, \"y\":\"\xFF\" }\n";
  EXPECT_EQ(JsonOf(json, std::nullopt), json);
  EXPECT_EQ(JsonOf(json, 5), json);
  EXPECT_EQ(PrepareValue(json, std::nullopt)->node_id, 5);
}

TEST(NodeValueTest, AMissingNodeIdIsAdded) {
  EXPECT_EQ(JsonOf(" { \"status\":\"up\",\"coprocessors\":{},\"x\":[1]} ", -5),
            " {\"node_id\":-5, \"status\":\"up\",\"coprocessors\":{},\"x\":[1]} ");
}

TEST(NodeValueTest, AMissingNodeIdIsRefusedIfTheFlagIsMissingToo) {
  EXPECT_EQ(RefusalOf(R"({"status":"up","coprocessors":{}})", std::nullopt),
            "the status cannot be used: node_id: expected integer, found nothing");
}

TEST(NodeValueTest, AWrongNodeIdIsNotReplaced) {
  EXPECT_THAT(RefusalOf(R"({"node_id":null,"status":"up","coprocessors":{}})", 5),
              HasSubstr("node_id: expected integer, found null"));
  EXPECT_THAT(RefusalOf(R"({"node_id":"5","status":"up","coprocessors":{}})", 5),
              HasSubstr("node_id: expected integer, found text"));
  EXPECT_THAT(RefusalOf(R"({"node_id":5000000000,"status":"up","coprocessors":{}})", 5), HasSubstr("5000000000"));
}

TEST(NodeValueTest, TwoNodeIdsMustAgree) {
  EXPECT_EQ(RefusalOf(R"({"node_id":6,"status":"up","coprocessors":{}})", 5),
            "the status is for node 6 and not for node 5, which --node-id names");
}

TEST(NodeValueTest, AStatusThatReadersCouldNotUseIsRefused) {
  EXPECT_THAT(RefusalOf("", 5), HasSubstr("the value is empty"));
  EXPECT_THAT(RefusalOf(" ", 5), HasSubstr("not JSON"));
  EXPECT_THAT(RefusalOf("[]", 5), HasSubstr("the value: expected object, found list"));
  EXPECT_THAT(RefusalOf("{}", 5), HasSubstr("status: expected text, found nothing"));
  EXPECT_THAT(RefusalOf(R"({"status":"up","coprocessors":{"a":{}}})", 5), HasSubstr("coprocessors.a.input_topics"));
}

TEST(NodeValueTest, TheLargestStatusHasOneMiB) {
  std::string json = R"({"node_id":5,"status":"up","coprocessors":{}})";
  json.append(topic::kMaxValueBytes - json.size(), ' ');
  EXPECT_EQ(JsonOf(json, 5).size(), topic::kMaxValueBytes);
  EXPECT_THAT(RefusalOf(json + " ", 5), HasSubstr("1048577 bytes"));
}

}  // namespace
}  // namespace rollcall::agent
