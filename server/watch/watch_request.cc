// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watch_request.h"

#include "absl/strings/str_cat.h"
#include "server/encoding/proto_time.h"
#include "server/response/field_errors.h"
#include "server/select/min_revision.h"

namespace rollcall::watch {
namespace {

constexpr absl::Duration kDefaultHeartbeat = absl::Seconds(15);
constexpr absl::Duration kMinHeartbeat = absl::Seconds(1);
constexpr absl::Duration kMaxHeartbeat = absl::Minutes(5);

// As google.protobuf.Duration says what is valid, for the durations that are allowed here.
bool IsValid(const google::protobuf::Duration& duration) {
  return duration.nanos() >= 0 && duration.nanos() < 1'000'000'000;
}

absl::Duration CompileHeartbeat(const v1::WatchStatusRequest& request, response::FieldErrors& errors) {
  if (!request.has_heartbeat_interval()) return kDefaultHeartbeat;
  const absl::Duration heartbeat = encoding::ToDuration(request.heartbeat_interval());
  if (heartbeat < kMinHeartbeat || heartbeat > kMaxHeartbeat || !IsValid(request.heartbeat_interval())) {
    errors.Add({.field = "heartbeat_interval",
                .description = absl::StrCat("is ", absl::FormatDuration(heartbeat), "; it can be from 1s to 5m"),
                .value = absl::FormatDuration(heartbeat),
                .limit = "1s to 5m"});
  }
  return heartbeat;
}

}  // namespace

absl::StatusOr<CompiledWatch> CompileWatch(const v1::WatchStatusRequest& request) {
  response::FieldErrors errors;
  CompiledWatch compiled;
  compiled.filter = select::Filter::Compile(request.filter(), errors);
  compiled.view = select::CompileView(request.view(), errors);
  compiled.request.resume_token = request.resume_token();
  compiled.request.heartbeat = CompileHeartbeat(request, errors);
  select::CheckMinRevision(request.min_revision(), errors);
  if (!errors.empty()) return errors.ToStatus();
  if (request.has_min_revision()) compiled.request.min_revision = request.min_revision();
  return compiled;
}

}  // namespace rollcall::watch
