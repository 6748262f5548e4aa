// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watch_request.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/encoding/proto_time.h"
#include "server/response/error.h"
#include "server/select/min_revision.h"

namespace rollcall::watch {
namespace {

constexpr absl::Duration kDefaultHeartbeat = absl::Seconds(15);
constexpr absl::Duration kMinHeartbeat = absl::Seconds(1);
constexpr absl::Duration kMaxHeartbeat = absl::Minutes(5);

absl::StatusOr<absl::Duration> CompileHeartbeat(const v1::WatchStatusRequest& request) {
  if (!request.has_heartbeat_interval()) return kDefaultHeartbeat;
  const absl::Duration heartbeat = encoding::ToDuration(request.heartbeat_interval());
  if (heartbeat >= kMinHeartbeat && heartbeat <= kMaxHeartbeat) return heartbeat;
  return response::FieldError("heartbeat_interval",
                              absl::StrCat("is ", absl::FormatDuration(heartbeat), "; it can be from 1s to 5m"));
}

}  // namespace

absl::StatusOr<CompiledWatch> CompileWatch(const v1::WatchStatusRequest& request) {
  absl::StatusOr<select::Filter> filter = select::Filter::Compile(request.filter());
  if (!filter.ok()) return filter.status();
  const absl::StatusOr<select::View> view = select::CompileView(request.view());
  if (!view.ok()) return view.status();
  const absl::StatusOr<absl::Duration> heartbeat = CompileHeartbeat(request);
  if (!heartbeat.ok()) return heartbeat.status();
  if (absl::Status status = select::CheckMinRevision(request.min_revision()); !status.ok()) return status;
  CompiledWatch compiled{*std::move(filter), *view, {request.resume_token(), *heartbeat, std::nullopt}};
  if (request.has_min_revision()) compiled.request.min_revision = request.min_revision();
  return compiled;
}

}  // namespace rollcall::watch
