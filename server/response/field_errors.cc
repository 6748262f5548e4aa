// SPDX-License-Identifier: Apache-2.0
#include "server/response/field_errors.h"

#include <google/rpc/error_details.pb.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "server/response/error.h"

namespace rollcall::response {
namespace {

constexpr size_t kMaxDescriptionBytes = 1024;  // of all violations together

Metadata MetadataOf(const FieldViolation& violation) {
  Metadata metadata = {{"field", violation.field}};
  if (!violation.value.empty()) metadata.emplace_back("value", violation.value);
  if (!violation.limit.empty()) metadata.emplace_back("limit", violation.limit);
  return metadata;
}

std::string MessageOf(const std::vector<FieldViolation>& violations) {
  return absl::StrJoin(violations, "; ", [](std::string* out, const FieldViolation& violation) {
    absl::StrAppend(out, violation.field, ": ", violation.description);
  });
}

google::rpc::BadRequest ToBadRequest(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : violations) {
    google::rpc::BadRequest::FieldViolation& out = *bad_request.add_field_violations();
    out.set_field(violation.field);
    out.set_description(Truncate(violation.description, kMaxDescriptionBytes / violations.size()));
  }
  return bad_request;
}

}  // namespace

void FieldErrors::Add(FieldViolation violation) {
  CHECK(!violation.field.empty());
  if (violations_.size() < kMax) violations_.push_back(std::move(violation));
}

void FieldErrors::AddUnknownFilter(FieldViolation violation) {
  if (unknown_at_ == kMax) unknown_at_ = violations_.size();
  Add(std::move(violation));
}

absl::Status FieldErrors::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  const bool is_unknown = unknown_at_ < violations_.size();
  absl::Status status = Error(absl::StatusCode::kInvalidArgument,
                              is_unknown ? v1::ERROR_REASON_UNKNOWN_FILTER : v1::ERROR_REASON_INVALID_FIELD,
                              MessageOf(violations_), MetadataOf(violations_[is_unknown ? unknown_at_ : 0]));
  AddDetail(ToBadRequest(violations_), status);
  return status;
}

absl::Status FieldError(FieldViolation violation) {
  FieldErrors errors;
  errors.Add(std::move(violation));
  return errors.ToStatus();
}

}  // namespace rollcall::response
