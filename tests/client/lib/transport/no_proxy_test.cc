// SPDX-License-Identifier: Apache-2.0
// The entries of no_proxy. Those of curl's own tests (tests/unit/unit1614.c) are among them.
#include "client/lib/transport/no_proxy.h"

#include <gtest/gtest.h>

namespace rollcall::client {
namespace {

bool Named(const char* exceptions, const char* host, int port = 50051) {
  return IsNamedByNoProxy(exceptions, host, port);
}

TEST(NoProxyTest, ADomainNamesItselfAndAllBelowIt) {
  for (const char* entry : {"example.com", ".example.com", "EXAMPLE.com", "example.com."}) {
    EXPECT_TRUE(Named(entry, "example.com")) << entry;
    EXPECT_TRUE(Named(entry, "a.b.example.com.")) << entry;
    EXPECT_FALSE(Named(entry, "nonexample.com")) << entry;
    EXPECT_FALSE(Named(entry, "example.co")) << entry;
  }
}

TEST(NoProxyTest, EntriesAreSeparatedByCommasOrBlanks) {
  EXPECT_TRUE(Named("foo.com, bar.com,", "bar.com"));
  EXPECT_TRUE(Named("foo.com bar.com", "bar.com"));
  EXPECT_FALSE(Named("", "bar.com"));
  EXPECT_FALSE(Named(" , .", "bar.com"));
}

TEST(NoProxyTest, AStarNamesAllAndIsNoPattern) {
  EXPECT_TRUE(Named("*", "example.com"));
  EXPECT_TRUE(Named("foo.com,*", "10.0.0.1"));
  EXPECT_FALSE(Named("*.example.com", "a.example.com"));
}

TEST(NoProxyTest, AddressesAndNetworks) {
  EXPECT_TRUE(Named("192.168.0.1", "192.168.0.1"));
  EXPECT_FALSE(Named("192.168.0.1", "192.168.0.10"));
  EXPECT_FALSE(Named("168.0.1", "192.168.0.1")) << "an address has no domain";
  EXPECT_TRUE(Named("192.160.0.0/12", "192.168.0.1"));
  EXPECT_TRUE(Named("192.160.0.0/13", "192.167.255.255"));
  EXPECT_FALSE(Named("192.160.0.0/13", "192.168.0.1"));
  EXPECT_FALSE(Named("192.168.0.0/33", "192.168.0.1"));
  EXPECT_FALSE(Named("192.168.0.0/x", "192.168.0.1"));
  EXPECT_TRUE(Named("fe80::/10", "fe80::1"));
  EXPECT_TRUE(Named("[::1]", "::1"));
  EXPECT_TRUE(Named("2001:db8::1", "2001:0db8:0::1"));
  EXPECT_FALSE(Named("::/0", "10.0.0.1")) << "another family";
}

TEST(NoProxyTest, APortNarrowsAnEntry) {
  EXPECT_TRUE(Named("example.com:50051", "a.example.com"));
  EXPECT_FALSE(Named("example.com:443", "a.example.com"));
  EXPECT_TRUE(Named("[2001:db8::1]:50051", "2001:db8::1"));
  EXPECT_FALSE(Named("[2001:db8::1]:443", "2001:db8::1"));
}

}  // namespace
}  // namespace rollcall::client
