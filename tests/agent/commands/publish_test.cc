// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publish.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/agent/commands/command_fixture.h"

namespace rollcall::agent {
namespace {

class PublishTest : public CommandFixture {
 protected:
  ExitCode Publish(const std::string& input) {
    in_.str(input);
    return RunPublish(options_, absl::Seconds(30), writer_, context_);
  }

  PublishOptions options_{.path = "-", .node_id = 5};
};

TEST_F(PublishTest, PrintsTheOffset) {
  topic_.first_offset = 42;
  EXPECT_EQ(Publish(R"({"status":"up","coprocessors":{}})"), kExitYes);
  EXPECT_EQ(out_.str(), "published node 5 at offset 42\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(PublishTest, SendsNothingThatCannotBeUsed) {
  EXPECT_EQ(Publish(R"({"status":"up"})"), kExitNo);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "rollcall-agent: the status cannot be used: coprocessors: expected object, found nothing\n");
  EXPECT_TRUE(topic_.records.empty());
}

TEST_F(PublishTest, WhatIsNotAcknowledgedIsRefused) {
  topic_.appends_until_failure = 0;
  EXPECT_EQ(Publish(R"({"status":"up","coprocessors":{}})"), kExitNo);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "rollcall-agent: not acknowledged\n");
}

TEST_F(PublishTest, ADryRunPrintsTheRecordAndSendsNothing) {
  in_.str(R"({"status":"up","coprocessors":{}})");
  options_.key_format = KeyFormat::kDecimal;
  EXPECT_EQ(RunPublishDry(options_, context_), kExitYes);
  EXPECT_EQ(out_.str(), "5\t{\"node_id\":5,\"status\":\"up\",\"coprocessors\":{}}\n");
  in_.clear();
  in_.str("{");
  EXPECT_EQ(RunPublishDry(options_, context_), kExitNo) << "the status is checked";
}

TEST_F(PublishTest, AResultThatCannotBePrintedIsAnErrorWithTheOffset) {
  topic_.first_offset = 42;
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(Publish(R"({"status":"up","coprocessors":{}})"), kExitNo);
  EXPECT_EQ(err_.str(), "rollcall-agent: done, but stdout cannot be written: published node 5 at offset 42\n");
}

TEST_F(PublishTest, AMissingFileIsAUsageError) {
  options_.path = "/no/such/file";
  EXPECT_EQ(Publish(""), kExitUsage);
  EXPECT_EQ(err_.str(), "rollcall-agent: '/no/such/file' cannot be read: No such file or directory\n");
}

}  // namespace
}  // namespace rollcall::agent
