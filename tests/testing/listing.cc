// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/listing.h"

#include <google/rpc/error_details.pb.h>

namespace rollcall::testing {

std::string ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload)) || info.domain() != "rollcall.v1") return "";
  return info.reason();
}

}  // namespace rollcall::testing
