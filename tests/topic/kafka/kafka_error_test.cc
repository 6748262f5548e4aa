// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_error.h"

#include <gtest/gtest.h>

#include "topic/kafka/kafka_handle.h"

namespace rollcall::topic {
namespace {

TEST(KafkaErrorTest, CodesSayWhatToDoNext) {
  EXPECT_TRUE(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_NO_ERROR, "x").ok());
  EXPECT_TRUE(KafkaErrorToStatus(nullptr, "x").ok());
  EXPECT_TRUE(absl::IsUnavailable(KafkaErrorToStatus(RD_KAFKA_RESP_ERR__TRANSPORT, "x")));
  EXPECT_TRUE(absl::IsNotFound(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "x")));
  EXPECT_TRUE(absl::IsPermissionDenied(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "x")));
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "record of node 5").message(),
            "record of node 5: Broker: Message size too large (MSG_SIZE_TOO_LARGE)");
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR__FATAL, "x", "more").message(), "x: more (_FATAL)");
}

TEST(KafkaErrorTest, EachClassOfErrorHasItsCode) {
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, "x").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR__SSL, "x").code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, "x").code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR__BAD_MSG, "x").code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, "x").code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_PRODUCER_FENCED, "x").code(), absl::StatusCode::kAborted);
  EXPECT_EQ(KafkaErrorToStatus(RD_KAFKA_RESP_ERR_UNKNOWN, "x").code(), absl::StatusCode::kUnknown);
}

TEST(KafkaErrorTest, ARefusedRightNamesTheDocumentation) {
  const absl::Status status = KafkaErrorToStatus(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "x");
  EXPECT_NE(status.message().find("docs/security.md"), absl::string_view::npos) << status;
}

TEST(KafkaErrorTest, AnErrorObjectHasItsOwnText) {
  const KafkaErrorPtr error(rd_kafka_error_new(RD_KAFKA_RESP_ERR__TIMED_OUT, "after %d s", 5));
  const absl::Status status = KafkaErrorToStatus(error.get(), "x");
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(status.message(), "x: after 5 s (_TIMED_OUT)");
}

TEST(KafkaErrorTest, ErrorsAboutAGroupsCoordinatorAreKnown) {
  EXPECT_TRUE(IsGroupError(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE));
  EXPECT_TRUE(IsGroupError(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED));
  EXPECT_FALSE(IsGroupError(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED));
  EXPECT_FALSE(IsGroupError(RD_KAFKA_RESP_ERR_NO_ERROR));
}

}  // namespace
}  // namespace rollcall::topic
