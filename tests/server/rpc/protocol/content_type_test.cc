// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/content_type.h"

#include <gtest/gtest.h>

namespace rollcall::rpc {
namespace {

TEST(ContentTypeTest, GrpcAloneWithAFormatOrWithParameters) {
  EXPECT_TRUE(IsGrpcContentType("application/grpc"));
  EXPECT_TRUE(IsGrpcContentType("application/grpc+proto"));
  EXPECT_TRUE(IsGrpcContentType("application/grpc+"));
  EXPECT_TRUE(IsGrpcContentType("application/grpc;charset=utf-8"));
}

TEST(ContentTypeTest, NothingElse) {
  EXPECT_FALSE(IsGrpcContentType(""));
  EXPECT_FALSE(IsGrpcContentType("application/json"));
  EXPECT_FALSE(IsGrpcContentType("application/grp"));
  EXPECT_FALSE(IsGrpcContentType("application/grpc-web"));
  EXPECT_FALSE(IsGrpcContentType("application/grpc "));
  EXPECT_FALSE(IsGrpcContentType(" application/grpc"));
}

}  // namespace
}  // namespace rollcall::rpc
