// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/retire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/agent/commands/command_fixture.h"
#include "topic/record/key.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

constexpr char kUp[] = R"({"node_id":5,"status":"up","coprocessors":{}})";
const absl::Time kPublished = absl::FromUnixSeconds(1'700'000'000);

class RetireTest : public CommandFixture {
 protected:
  // An hour after the record.
  ExitCode Retire(int32_t node_id) {
    options_.node_id = node_id;
    return RunRetire(options_, absl::Seconds(30), now_, writer_, context_);
  }
  void Publish(const std::string& key, const std::string& value) {
    topic_.records.push_back({.key = key, .value = value});
    topic_.times.push_back(kPublished);
  }

  RetireOptions options_;
  Instant now_{kPublished + absl::Hours(1)};
};

TEST_F(RetireTest, PrintsEachTombstone) {
  Publish("5", kUp);
  EXPECT_EQ(Retire(5), kExitYes);
  EXPECT_EQ(out_.str(),
            "retired node 5 under its decimal key at offset 1\nretired node 5 under its binary key at offset 2\n");
}

TEST_F(RetireTest, SaysWhichKeyItLeftAlone) {
  Publish("1234", R"({"node_id":875770417,"status":"up","coprocessors":{}})");
  Publish(topic::BinaryKey(1234), R"({"node_id":1234,"status":"up","coprocessors":{}})");
  EXPECT_EQ(Retire(1234), kExitYes);
  EXPECT_EQ(out_.str(), "retired node 1234 under its binary key at offset 2\n");
  EXPECT_EQ(err_.str(),
            "rollcall-agent: the decimal key of node 1234 (\"1234\") was left alone: node 875770417 uses it\n");
}

TEST_F(RetireTest, PrintsWhatWasDoneBeforeItFailed) {
  Publish("5", kUp);
  topic_.appends_until_failure = 2;
  EXPECT_EQ(Retire(5), kExitNo);
  EXPECT_EQ(out_.str(), "retired node 5 under its decimal key at offset 1\n");
  EXPECT_EQ(err_.str(), "rollcall-agent: not acknowledged\n");
}

TEST_F(RetireTest, ANodeThatNeverWasIsAnError) {
  Publish("5", kUp);
  EXPECT_EQ(Retire(6), kExitNo);
  EXPECT_THAT(err_.str(), HasSubstr("node 6 has no record on the topic, so nothing was written"));
  EXPECT_EQ(topic_.records.size(), 1u);
}

TEST_F(RetireTest, ANodeThatIsRetiredAlreadyIsDone) {
  Publish("5", kUp);
  EXPECT_EQ(Retire(5), kExitYes);
  out_.str("");
  EXPECT_EQ(Retire(5), kExitYes);
  EXPECT_EQ(out_.str(), "node 5 was retired before, at offset 2\n");
  EXPECT_EQ(topic_.records.size(), 3u);
}

TEST_F(RetireTest, AFreshNodeIsRefusedUnlessForced) {
  Publish("5", kUp);
  now_ = Instant(kPublished + absl::Seconds(1));
  EXPECT_EQ(Retire(5), kExitNo);
  EXPECT_THAT(err_.str(), HasSubstr("--force"));
  EXPECT_EQ(topic_.records.size(), 1u);
  options_.mode = RetireMode::kForce;
  EXPECT_EQ(Retire(5), kExitYes);
  EXPECT_EQ(topic_.records.size(), 3u);
}

TEST_F(RetireTest, ADryRunPrintsTheTombstonesAndWritesNone) {
  Publish("5", kUp);
  options_.node_id = 5;
  EXPECT_EQ(RunRetireDry(options_, absl::Seconds(30), now_, topic_, topic_, context_), kExitYes);
  EXPECT_EQ(out_.str(), "5\tnull\n\\x05\\x00\\x00\\x00\tnull\n");
  EXPECT_EQ(topic_.records.size(), 1u);
  options_.node_id = 6;
  EXPECT_EQ(RunRetireDry(options_, absl::Seconds(30), now_, topic_, topic_, context_), kExitNo);
}

}  // namespace
}  // namespace rollcall::agent
