// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/sha256.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"

namespace rollcall::rpc {
namespace {

std::string Hex(const Sha256& hash) { return absl::BytesToHexString(std::string(hash.begin(), hash.end())); }

// FIPS 180-2, appendix B.1, and the hash of nothing.
TEST(Sha256Test, IsTheStandardsHash) {
  EXPECT_EQ(Hex(Sha256Of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256Of("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256Test, EachByteCounts) {
  const Sha256 hash = Sha256Of("abc");
  EXPECT_TRUE(AreEqualInConstantTime(hash, Sha256Of("abc")));
  for (size_t i = 0; i < hash.size(); ++i) {
    Sha256 other = hash;
    other[i] ^= 1;
    EXPECT_FALSE(AreEqualInConstantTime(hash, other));
  }
}

}  // namespace
}  // namespace rollcall::rpc
