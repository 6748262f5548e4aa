// SPDX-License-Identifier: Apache-2.0
// The google.rpc details of the API's errors.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"

namespace rollcall::testing {

template <typename Detail>
bool HasDetail(const absl::Status& status) {
  return status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name()).has_value();
}

// The status must have such a detail.
template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload = status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  EXPECT_TRUE(payload.has_value() && detail.ParseFromString(std::string(*payload))) << status;
  return detail;
}

}  // namespace rollcall::testing
