// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/access/access_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/testing/temporary_folder.h"

namespace rollcall::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AccessPolicyTest : public ::testing::Test {
 protected:
  AccessPolicyTest() {
    // printf %s one | sha256sum
    Write("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed first\n");
  }
  void Write(const std::string& content) { std::ofstream(path_, std::ios::trunc) << content; }
  std::unique_ptr<AccessPolicy> WithTokens() const { return AccessPolicy::Load({.token_file = path_}).value(); }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "tokens";
};

TEST_F(AccessPolicyTest, WithoutRulesEverybodyMayCall) {
  const auto policy = AccessPolicy::Load({}).value();
  EXPECT_EQ(policy->Check("", {}).value(), "");
  EXPECT_EQ(policy->Check("Bearer anything", {"agent"}).value(), "");
  EXPECT_FALSE(policy->FilesHaveChanged());
  EXPECT_TRUE(policy->Reload().ok());
}

TEST_F(AccessPolicyTest, AKnownTokenMayCall) {
  const auto policy = WithTokens();
  EXPECT_EQ(policy->Check("Bearer one", {}).value(), "first");
  EXPECT_EQ(policy->Check("bearer  one ", {}).value(), "first");
}

TEST_F(AccessPolicyTest, OtherTokensAreUnauthenticated) {
  const auto policy = WithTokens();
  for (const std::string header : {"", "Bearer", "Bearer ", "Bearer secret", "Bearer one two", "Basic secret", "one"}) {
    const absl::Status status = policy->Check(header, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << header;
    EXPECT_THAT(status.message(), AllOf(HasSubstr("authorization"), Not(HasSubstr("secret"))));
  }
}

TEST_F(AccessPolicyTest, AnAllowedIdentityMayCall) {
  const auto policy = AccessPolicy::Load({.identities = {"agent", "spiffe://cluster/b"}}).value();
  EXPECT_EQ(policy->Check("", {"agent"}).value(), "agent");
  EXPECT_EQ(policy->Check("", {"other", "spiffe://cluster/b"}).value(), "spiffe://cluster/b");
}

TEST_F(AccessPolicyTest, OtherIdentitiesAreDenied) {
  const auto policy = AccessPolicy::Load({.identities = {"agent"}}).value();
  for (const std::string name : {"agent2", "agen", "AGENT", "*"}) {
    const absl::Status status = policy->Check("", {name}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(status.message(), HasSubstr("'" + name + "'"));
  }
  EXPECT_EQ(policy->Check("", {}).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(AccessPolicyTest, ManyLongNamesMakeAShortMessage) {
  const auto policy = AccessPolicy::Load({.identities = {"agent"}}).value();
  const std::vector<std::string> names(100, std::string(1000, 'x'));
  EXPECT_LT(policy->Check("", names).status().message().size(), 1000U);
}

TEST_F(AccessPolicyTest, BothRulesHaveToBeMet) {
  const auto policy = AccessPolicy::Load({.token_file = path_, .identities = {"agent"}}).value();
  EXPECT_EQ(policy->Check("Bearer one", {"agent"}).value(), "agent");
  EXPECT_EQ(policy->Check("Bearer one", {"other"}).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(policy->Check("Bearer two", {"agent"}).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(AccessPolicyTest, ATokenThatIsTakenOutOfTheFileMayNotCall) {
  const auto policy = WithTokens();
  Write("# nobody\n");
  EXPECT_TRUE(policy->FilesHaveChanged());
  ASSERT_TRUE(policy->Reload().ok());
  EXPECT_EQ(policy->Check("Bearer one", {}).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(AccessPolicyTest, AFileThatCannotBeReadIsAnError) {
  EXPECT_THAT(AccessPolicy::Load({.token_file = "/no/such"}).status().message(), HasSubstr("/no/such"));
}

}  // namespace
}  // namespace rollcall::rpc
