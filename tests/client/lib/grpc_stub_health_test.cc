// SPDX-License-Identifier: Apache-2.0
// grpc.health.v1, against a real gRPC server.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "client/lib/stub.h"
#include "rollcall/client/connector.h"
#include "rollcall/client/error.h"
#include "tests/testing/fake_status_service.h"

namespace rollcall::client {
namespace {

absl::StatusOr<Serving> CheckHealth(const std::string& server) {
  return MakeGrpcConnector()->Connect(server)->CheckHealth(absl::Seconds(10));
}

TEST(GrpcStubHealthTest, AServerSaysWhetherItServes) {
  testing::FakeStatusService service;
  EXPECT_EQ(CheckHealth(service.address()).value(), Serving::kYes);
  service.health().Set(grpc::health::v1::HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(CheckHealth(service.address()).value(), Serving::kNo);
}

TEST(GrpcStubHealthTest, AServerThatIsNotThereIsUnreachable) {
  testing::FakeStatusService service;
  service.Stop();
  EXPECT_EQ(KindOf(CheckHealth(service.address()).status()), ErrorKind::kUnreachable);
}

}  // namespace
}  // namespace rollcall::client
