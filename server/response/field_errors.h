// SPDX-License-Identifier: Apache-2.0
// Collects what is wrong with the fields of one request, so that its caller hears of all of it at once. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace rollcall::response {

struct FieldViolation {
  std::string field;        // its path in the request, such as "filter.names[3]"; not empty
  std::string description;  // what is wrong with it
  std::string value = {};   // what it has; empty if that cannot be shown
  std::string limit = {};   // what it may have at most, or its range; empty if there is none
};

class FieldErrors {
 public:
  // How many are kept; those that are added later are left out.
  static constexpr size_t kMax = 10;

  void Add(FieldViolation violation);
  // A part of the filter that only a later version of the API knows. The error as a whole is then UNKNOWN_FILTER.
  void AddUnknownFilter(FieldViolation violation);

  bool empty() const { return violations_.empty(); }

  // OK if nothing was added. Otherwise INVALID_ARGUMENT with google.rpc.BadRequest, which has all violations, and
  // ErrorInfo: the reason is INVALID_FIELD or UNKNOWN_FILTER, the metadata are those of the first violation that makes
  // the reason.
  absl::Status ToStatus() const;

 private:
  std::vector<FieldViolation> violations_;
  size_t unknown_at_ = kMax;  // the first one that AddUnknownFilter added; kMax: none
};

// INVALID_FIELD for one field.
absl::Status FieldError(FieldViolation violation);

}  // namespace rollcall::response
