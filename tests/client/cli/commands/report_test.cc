// SPDX-License-Identifier: Apache-2.0
// Errors are one line with advice, and have their exit codes.
#include "client/cli/commands/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "client/cli/terminal/output.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

class ReportTest : public ProgramFixture {};

TEST_F(ReportTest, AnUnreachableServerIsOneLineAndExit4) {
  EXPECT_EQ(RunAt(absl::StrCat(kUnusedAddress, ",unix:/nonexistent/socket"), {"list"}), kExitNoAnswer);
  EXPECT_EQ(err_.text(),
            "rollcall: no server could be reached: 127.0.0.1:1 (connection refused), unix:/nonexistent/socket (No such "
            "file or directory); "
            "start rollcalld there, or name its address with --server or ROLLCALL_SERVER\n");
  EXPECT_EQ(out_.text(), "");
}

TEST_F(ReportTest, ErrorsOfTheServerHaveTheirExitCodesAndAdvice) {
  service_.FailNodes(
      ServerError(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "filter.names[0] ends in a\x1b backslash"));
  EXPECT_EQ(Run({"list"}), kExitUsage);
  EXPECT_EQ(err_.text(), "rollcall: filter.names[0] ends in a\\x1b backslash (INVALID_FIELD)\n");
  service_.FailNodes(
      ServerError(grpc::StatusCode::FAILED_PRECONDITION, "TOPIC_UNSUITABLE", "topic x has 3 partitions"));
  for (int i = 0; i < 2; ++i) {  // the time that the first answer leaves is used
    service_.FailNodes(ServerError(grpc::StatusCode::UNAVAILABLE, "REVISION_NOT_REACHED", "at 7", absl::Hours(1)));
  }
  service_.FailNodes(ServerError(grpc::StatusCode::UNAVAILABLE, "TOPIC_MISSING", "no topic x", absl::Hours(1)));
  Run({"list"});  // takes the first answer again; a later run takes the next
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("topic x has 3 partitions (TOPIC_UNSUITABLE); correct the topic"));
  EXPECT_EQ(Run({"list", "--min-revision", "9"}), kExitTimeout);
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("(no topic x (TOPIC_MISSING)); create the topic"));
}

TEST_F(ReportTest, AWriteErrorIsReportedAndAClosedPipeIsNot) {
  EXPECT_EQ(ReportWritten(absl::OkStatus(), context_), kExitYes);
  EXPECT_EQ(ReportWritten(absl::CancelledError("closed"), context_), kExitYes);
  EXPECT_EQ(err_.text(), "");
  EXPECT_EQ(ReportWritten(absl::ResourceExhaustedError("disk full"), context_), kExitNo);
  EXPECT_EQ(err_.text(), "rollcall: disk full\n");
}

TEST_F(ReportTest, AServerWithoutTheServiceIsNoRollcalld) {
  service_.FailNodes(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "unknown service"));
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("(it is a gRPC server, but no rollcalld, or one that is older than "
                                     "this client: unknown service); name the address"));
}

TEST_F(ReportTest, TheWaitForARevisionEndsWithTheTimeLimit) {
  service_.OnListNodes([](const v1::ListNodesRequest& request, v1::ListNodesResponse& response) {
    if (request.has_min_revision()) return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded");
    response = ListingOf({}, 7);
    return grpc::Status::OK;
  });
  EXPECT_EQ(Run({"list", "--timeout", "20s", "--min-revision", "9"}), kExitTimeout);
  EXPECT_EQ(err_.text(),
            absl::StrCat("rollcall: revision 9 was not reached within 20s: ", service_.address(),
                         " shows revision 7; check that this offset was written to this topic, or wait longer "
                         "(--timeout; of watch: --connect-timeout)\n"));
}

}  // namespace
}  // namespace rollcall::cli
