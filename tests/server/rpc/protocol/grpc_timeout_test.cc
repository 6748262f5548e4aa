// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/grpc_timeout.h"

#include <gtest/gtest.h>

#include <string>

namespace rollcall::rpc {
namespace {

TEST(GrpcTimeoutTest, EveryUnit) {
  EXPECT_EQ(ParseTimeout("2H"), absl::Hours(2));
  EXPECT_EQ(ParseTimeout("3M"), absl::Minutes(3));
  EXPECT_EQ(ParseTimeout("5S"), absl::Seconds(5));
  EXPECT_EQ(ParseTimeout("7m"), absl::Milliseconds(7));
  EXPECT_EQ(ParseTimeout("11u"), absl::Microseconds(11));
  EXPECT_EQ(ParseTimeout("13n"), absl::Nanoseconds(13));
}

TEST(GrpcTimeoutTest, OneToEightDigits) {
  EXPECT_EQ(ParseTimeout("0n"), absl::ZeroDuration());
  EXPECT_EQ(ParseTimeout("00000010S"), absl::Seconds(10));
  EXPECT_EQ(ParseTimeout("99999999H"), absl::Hours(99'999'999));
  EXPECT_EQ(ParseTimeout("000000010S"), std::nullopt);
  EXPECT_EQ(ParseTimeout("S"), std::nullopt);
}

TEST(GrpcTimeoutTest, NothingElse) {
  for (const std::string text :
       {"", "1", "10", "1s", "1h", "1 S", " 1S", "1S ", "+1S", "-1S", "1.5S", "0x1S", "1SS", "1ms"}) {
    EXPECT_EQ(ParseTimeout(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseTimeout(std::string_view("1\0S", 3)), std::nullopt);
}

}  // namespace
}  // namespace rollcall::rpc
