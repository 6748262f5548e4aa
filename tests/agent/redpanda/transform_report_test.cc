// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/transform_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kReport[] = R"([
  {"name": "mask", "input_topic": "in", "output_topics": ["out-a", "out-b"],
   "status": [{"node_id": 1, "partition": 0, "status": "running", "lag": 17, "core": 3},
              {"node_id": 2, "partition": 1, "status": "errored", "lag": -1}],
   "environment": [{"key": "PASSWORD", "value": "s3cret"}], "compression": "none"},
  {"name": "copy", "input_topic": "in", "output_topics": ["out-c"], "status": []}])";

TransformReport Read(const std::string& body) {
  const absl::StatusOr<TransformReport> report = ReadTransformAnswer(200, body);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.value_or(TransformReport());
}

absl::Status Refusal(const std::string& body) { return ReadTransformAnswer(200, body).status(); }

TEST(TransformReportTest, HasTheTransformsAndTheirPartitions) {
  const TransformReport report = Read(kReport);
  EXPECT_EQ(report.feature, TransformReport::Feature::kEnabled);
  ASSERT_THAT(report.transforms, SizeIs(2));
  const Transform& mask = report.transforms[0];
  EXPECT_EQ(mask.name, "mask");
  EXPECT_EQ(mask.input_topic, "in");
  EXPECT_THAT(mask.output_topics, ElementsAre("out-a", "out-b"));
  ASSERT_THAT(mask.partitions, SizeIs(2));
  EXPECT_EQ(mask.partitions[0].node_id, 1);
  EXPECT_EQ(mask.partitions[0].partition, 0);
  EXPECT_EQ(mask.partitions[0].state, PartitionState::kRunning);
  EXPECT_EQ(mask.partitions[1].state, PartitionState::kErrored);
  EXPECT_THAT(report.transforms[1].partitions, IsEmpty());
}

TEST(TransformReportTest, IsEmptyForAnEmptyList) { EXPECT_THAT(Read("[]").transforms, IsEmpty()); }

TEST(TransformReportTest, ListsMayBeMissing) {
  const TransformReport report = Read(R"([{"name": "a", "input_topic": "in", "status": null}])");
  ASSERT_THAT(report.transforms, SizeIs(1));
  EXPECT_THAT(report.transforms[0].output_topics, IsEmpty());
}

TEST(TransformReportTest, KnowsEachState) {
  for (const PartitionState state :
       {PartitionState::kRunning, PartitionState::kInactive, PartitionState::kUnknown, PartitionState::kErrored}) {
    const TransformReport report =
        Read(R"([{"name":"a","input_topic":"in","status":[{"node_id":1,"partition":0,"status":")" +
             std::string(NameOf(state)) + R"("}]}])");
    EXPECT_EQ(report.transforms.at(0).partitions.at(0).state, state);
  }
}

TEST(TransformReportTest, AStateOfTheFutureIsUnknown) {
  const TransformReport report =
      Read(R"([{"name":"a","input_topic":"in","status":[{"node_id":1,"partition":0,"status":"paused"}]}])");
  EXPECT_EQ(report.transforms.at(0).partitions.at(0).state, PartitionState::kUnknown);
}

TEST(TransformReportTest, APartitionWithoutANodeIsLeftOut) {
  const TransformReport report = Read(
      R"([{"name":"a","input_topic":"in","status":[{"node_id":-1,"partition":0,"status":"unknown"},
          {"node_id":18446744073709551615,"partition":1,"status":"unknown"}]}])");
  EXPECT_THAT(report.transforms.at(0).partitions, IsEmpty());
}

TEST(TransformReportTest, IsRefusedWhereverItIsCut) {
  const std::string whole = kReport;
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(Refusal(whole.substr(0, size)))) << size;
  }
}

TEST(TransformReportTest, SaysWhatTheAnswerIsInstead) {
  EXPECT_THAT(Refusal("").message(), HasSubstr("empty"));
  EXPECT_THAT(Refusal("\n<html>502 Bad Gateway</html>").message(), HasSubstr("HTML"));
  EXPECT_THAT(Refusal("[{").message(), HasSubstr("cut after 2 bytes"));
  EXPECT_THAT(Refusal(R"({"brokers": []})").message(), HasSubstr("no list"));
  EXPECT_THAT(Refusal("[7]").message(), HasSubstr("transform 1 is no object"));
  EXPECT_THAT(Refusal(R"([{"input_topic": "in"}])").message(), HasSubstr("transform 1 has no name"));
  EXPECT_THAT(Refusal(R"([{"name": 7, "input_topic": "in"}])").message(), HasSubstr("has no name"));
  EXPECT_THAT(Refusal(R"([{"name": "a"}])").message(), HasSubstr("has no input_topic"));
  EXPECT_THAT(Refusal(R"([{"name":"a","input_topic":"i","status":7}])").message(), HasSubstr("status that is no list"));
  EXPECT_THAT(Refusal(R"([{"name":"a","input_topic":"i","output_topics":[7]}])").message(), HasSubstr("output"));
  EXPECT_THAT(Refusal(R"([{"name":"a","input_topic":"i","status":[{"partition":0,"status":"running"}]}])").message(),
              HasSubstr("a status of transform 'a' has no node_id"));
  EXPECT_THAT(Refusal(R"([{"name":"a","input_topic":"i","status":[{"node_id":1,"partition":0}]}])").message(),
              HasSubstr("has no status"));
}

TEST(TransformReportTest, IsRefusedIfItIsNestedWithoutEnd) {
  EXPECT_TRUE(absl::IsDataLoss(Refusal(std::string(1 << 20, '['))));
  EXPECT_FALSE(Refusal("[" + std::string(1000, '[') + std::string(1000, ']') + "]").ok());
}

TEST(TransformReportTest, NoErrorQuotesTheReport) {
  EXPECT_THAT(Refusal(R"([{"environment":[{"key":"K","value":"s3cret"}]}])").message(), Not(HasSubstr("s3cret")));
  EXPECT_THAT(Refusal(R"([{"environment":[{"key":"K","value":"s3cret")").message(), Not(HasSubstr("s3cret")));
}

TEST(TransformReportTest, DisabledIsAReportWithoutTransforms) {
  const absl::StatusOr<TransformReport> report = ReadTransformAnswer(
      400, R"({"message": "data transforms disabled - use `rpk cluster config set` to enable", "code": 400})");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->feature, TransformReport::Feature::kDisabled);
  EXPECT_THAT(report->transforms, IsEmpty());
}

TEST(TransformReportTest, AnotherErrorIsNamedWithWhatToDo) {
  EXPECT_THAT(ReadTransformAnswer(400, R"({"message": "no", "code": 400})").status().message(),
              HasSubstr("HTTP 400 (no)"));
  EXPECT_THAT(ReadTransformAnswer(400, "<html>transforms disabled</html>").status().message(), HasSubstr("HTTP 400"));
  EXPECT_TRUE(absl::IsUnauthenticated(ReadTransformAnswer(401, "").status()));
  EXPECT_THAT(ReadTransformAnswer(401, "").status().message(), HasSubstr("--admin-user"));
  EXPECT_TRUE(absl::IsPermissionDenied(ReadTransformAnswer(403, "").status()));
  EXPECT_THAT(ReadTransformAnswer(404, "").status().message(), HasSubstr("9644"));
  EXPECT_THAT(ReadTransformAnswer(500, R"({"message": "failed: timeout"})").status().message(),
              HasSubstr("HTTP 500 (failed: timeout)"));
  EXPECT_FALSE(ReadTransformAnswer(204, "[]").ok());
}

}  // namespace
}  // namespace rollcall::agent
