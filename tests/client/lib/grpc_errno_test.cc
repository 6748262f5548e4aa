// SPDX-License-Identifier: Apache-2.0
// What a root without /sys does to errno must be over before gRPC connects. Here counting the CPUs always fails so, for
// all tests of this program.
#include "client/lib/grpc_errno.h"

#include <gtest/gtest.h>
#include <sys/sysinfo.h>

#include <atomic>
#include <cerrno>

#include "rollcall/client/connector.h"

namespace {

std::atomic<int> cpus_counted = 0;

}  // namespace

// In place of glibc's.
extern "C" int get_nprocs() noexcept {
  ++cpus_counted;
  errno = ENOENT;
  return 2;
}

namespace rollcall::client {
namespace {

TEST(GrpcErrnoTest, TheCpusAreCountedBeforeAnyConnection) {
  MakeGrpcConnector();
  EXPECT_GE(cpus_counted, 1);
}

TEST(GrpcErrnoTest, TheyAreCountedOnce) {
  CountCpusBeforeConnecting();
  const int before = cpus_counted;
  CountCpusBeforeConnecting();
  EXPECT_EQ(cpus_counted, before);
}

}  // namespace
}  // namespace rollcall::client
