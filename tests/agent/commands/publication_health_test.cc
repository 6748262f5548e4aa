// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

class PublicationHealthTest : public ::testing::Test {
 protected:
  static PublicationStatus Node(int32_t id, bool is_settled) {
    PublicationStatus status;
    status.node_id = id;
    status.is_settled = is_settled;
    return status;
  }
  absl::Status At(absl::Duration time, const std::vector<PublicationStatus>& statuses,
                  const absl::Status& source = absl::OkStatus(), const std::string& failure = "") {
    return health_.At(Instant(absl::UnixEpoch() + time), source, statuses, failure);
  }

  PublicationHealth health_;
};

TEST_F(PublicationHealthTest, TheFirstStatusMustBeOnTheTopic) {
  const absl::Status first = At(absl::Seconds(0), {Node(5, false)}, absl::OkStatus(), "no broker");
  EXPECT_THAT(std::string(first.message()), HasSubstr("node 5"));
  EXPECT_THAT(std::string(first.message()), HasSubstr("no broker"));
  EXPECT_TRUE(At(absl::Seconds(1), {Node(5, true)}).ok());
}

TEST_F(PublicationHealthTest, AStatusMayBeOnItsWayForAWhile) {
  EXPECT_TRUE(At(absl::Seconds(0), {Node(5, true)}).ok());
  EXPECT_TRUE(At(absl::Seconds(10), {Node(5, false)}).ok());
  EXPECT_TRUE(At(absl::Seconds(14), {Node(5, false)}).ok());
  EXPECT_FALSE(At(absl::Seconds(15), {Node(5, false)}).ok());
  EXPECT_TRUE(At(absl::Seconds(16), {Node(5, true)}).ok());
  EXPECT_TRUE(At(absl::Seconds(17), {Node(5, false)}).ok()) << "the time counts anew";
}

TEST_F(PublicationHealthTest, ALeaseMustBeRenewedInTime) {
  PublicationStatus leased = Node(5, true);
  leased.renewal_due = Instant(absl::UnixEpoch() + absl::Seconds(10));
  EXPECT_TRUE(At(absl::Seconds(14), {leased}).ok());
  const absl::Status late = At(absl::Seconds(15), {leased}, absl::OkStatus(), "no broker");
  EXPECT_EQ(late.message(), "the lease of node 5 is not renewed: no broker");
  leased.has_yielded = true;
  EXPECT_TRUE(At(absl::Seconds(16), {leased}).ok());
}

TEST_F(PublicationHealthTest, TheSourceMustWork) {
  EXPECT_EQ(At(absl::Seconds(0), {Node(5, true)}, absl::NotFoundError("no file")).message(), "no file");
  EXPECT_TRUE(At(absl::Seconds(0), {Node(5, true)}).ok());
}

TEST_F(PublicationHealthTest, ANodeThatHasYieldedIsWell) {
  PublicationStatus yielded = Node(5, false);
  yielded.has_yielded = true;
  EXPECT_TRUE(At(absl::Seconds(0), {yielded}).ok());
}

}  // namespace
}  // namespace rollcall::agent
