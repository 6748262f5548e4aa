// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/difference_publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "tests/testing/fake_publisher_loop.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

topic::Status Up(int32_t node_id, const std::string& coprocessor) {
  topic::Status status;
  status.node_id = node_id;
  status.status = "up";
  status.coprocessors.push_back({coprocessor, {"in"}, "to out; 1 partition running", "running"});
  return status;
}

class DifferencePublisherTest : public ::testing::Test {
 protected:
  FakePublisherLoop loop_;
  DifferencePublisher publisher_{loop_};
};

TEST_F(DifferencePublisherTest, PublishesTheStatusInTheTopicsForm) {
  EXPECT_TRUE(publisher_.Publish({{5, Up(5, "mask")}}).ok());
  EXPECT_EQ(loop_.contents().at(5), R"({"node_id":5,"status":"up","coprocessors":{"mask":{"input_topics":["in"],)"
                                    R"("description":"to out; 1 partition running","state":"running"}}})");
}

TEST_F(DifferencePublisherTest, PublishesOnlyWhatChanged) {
  EXPECT_TRUE(publisher_.Publish({{5, Up(5, "a")}, {6, Up(6, "a")}}).ok());
  EXPECT_EQ(loop_.changes(), 2);
  EXPECT_TRUE(publisher_.Publish({{5, Up(5, "a")}, {6, Up(6, "b")}}).ok());
  EXPECT_EQ(loop_.changes(), 3);
  EXPECT_TRUE(publisher_.Publish({{5, std::nullopt}, {6, Up(6, "b")}}).ok());
  EXPECT_TRUE(publisher_.Publish({{5, std::nullopt}, {6, Up(6, "b")}}).ok());
  EXPECT_EQ(loop_.changes(), 4);
  EXPECT_EQ(loop_.contents().at(5), std::nullopt);
}

TEST_F(DifferencePublisherTest, AfterStopRenewingEverythingIsSetAgain) {
  EXPECT_TRUE(publisher_.Publish({{5, Up(5, "a")}}).ok());
  publisher_.StopRenewing();
  EXPECT_THAT(loop_.not_renewed(), ::testing::ElementsAre(5));
  EXPECT_TRUE(publisher_.Publish({{5, Up(5, "a")}}).ok());
  EXPECT_THAT(loop_.not_renewed(), ::testing::IsEmpty());
  EXPECT_TRUE(publisher_.Publish({{5, Up(5, "a")}}).ok());
  EXPECT_EQ(loop_.changes(), 2);
}

TEST_F(DifferencePublisherTest, AStatusThatIsTooLargeDoesNotHoldUpTheOthers) {
  const absl::Status status = publisher_.Publish({{5, Up(5, std::string(2 << 20, 'x'))}, {6, Up(6, "a")}});
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("node 5"));
  EXPECT_EQ(loop_.contents().size(), 1u);
}

}  // namespace
}  // namespace rollcall::agent
