// SPDX-License-Identifier: Apache-2.0
#include "server/history/changes_query.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/encoding/proto_time.h"
#include "server/response/field_errors.h"
#include "server/select/page_size.h"

namespace rollcall::history {
namespace {

constexpr int32_t kNanosInSecond = 1'000'000'000;

std::optional<absl::Time> CompileSince(const google::protobuf::Timestamp& since, response::FieldErrors& errors) {
  const bool is_valid = since.nanos() >= 0 && since.nanos() < kNanosInSecond &&
                        encoding::FitsTimestamp(absl::FromUnixSeconds(since.seconds()));
  if (is_valid) return encoding::ToTime(since);
  errors.Add({.field = "since",
              .description = "is no time in the years 1 to 9999",
              .value = absl::StrCat(since.seconds(), "s ", since.nanos(), "ns"),
              .limit = "0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z"});
  return std::nullopt;
}

int64_t CompileOffset(const std::string& field, int64_t offset, response::FieldErrors& errors) {
  if (offset < 0) {
    errors.Add({.field = field,
                .description = absl::StrCat("is ", offset, "; offsets begin at 0"),
                .value = absl::StrCat(offset),
                .limit = "at least 0"});
  }
  return offset;
}

}  // namespace

absl::StatusOr<ChangesQuery> CompileChangesQuery(const v1::ListChangesRequest& request) {
  response::FieldErrors errors;
  ChangesQuery query;
  query.filter = select::Filter::Compile(request.filter(), errors);
  if (request.has_since()) query.since = CompileSince(request.since(), errors);
  if (request.has_from_offset()) query.from_offset = CompileOffset("from_offset", request.from_offset(), errors);
  if (request.has_before_offset()) {
    query.before_offset = CompileOffset("before_offset", request.before_offset(), errors);
  }
  query.page_size = select::CompilePageSize(request.page_size(), errors);
  query.republished = request.include_republished() ? Republished::kList : Republished::kHide;
  if (!errors.empty()) return errors.ToStatus();
  return query;
}

}  // namespace rollcall::history
