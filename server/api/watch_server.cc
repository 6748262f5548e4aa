#include "server/api/watch_server.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/api/not_ready.h"
#include "server/api/watch_request.h"
#include "server/api/wire_buffer.h"
#include "server/select/errors.h"

namespace rollcall::api {
namespace {

constexpr absl::Duration kRetryElsewhere = absl::Seconds(1);

absl::Status WatcherLimit(int max_watchers) {
  absl::Status status =
      select::Error(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_WATCHER_LIMIT,
                    absl::StrCat("this server has its ", max_watchers, " watches; another may have room"));
  select::AddRetryInfo(kRetryElsewhere, status);
  return status;
}

}  // namespace

WatchServer::WatchServer(state::Store& store, Service& service, grpc::ServerCompletionQueue& queue, WatchLimits limits)
    : store_(store), service_(service), queue_(queue), limits_(limits), bell_(queue, [this] { OnBell(); }) {
  store_.Subscribe([this] { bell_.Ring(); });
}

void WatchServer::EndWatches() {
  ending_ = true;
  bell_.Ring();
  bell_.Close();
}

void WatchServer::OnTurn(absl::Time now) {
  const Corks::Burst burst(corks_);
  audience_.PumpDue(store_, now);
}

void WatchServer::OnBell() {
  if (ending_) {
    for (WatchStream* stream : streams_) stream->Finish(select::ShuttingDown());
  } else {
    const Corks::Burst burst(corks_);
    audience_.PumpChanged(store_, absl::Now());
  }
}

void WatchServer::Begin(WatchStream& stream) {
  streams_.insert(&stream);
  if (absl::Status status = TryBegin(stream); !status.ok()) stream.Finish(status);
}

absl::Status WatchServer::TryBegin(WatchStream& stream) {
  if (ending_) return select::ShuttingDown();
  const absl::StatusOr<v1::WatchStatusRequest> request = Parse<v1::WatchStatusRequest>(stream.request());
  if (!request.ok()) return request.status();
  absl::StatusOr<CompiledWatch> watch = CompileWatch(*request);
  if (!watch.ok()) return watch.status();
  if (!store_.IsReady()) return NotReady(store_.Source());
  if (counters_.watchers >= limits_.max_watchers) {
    ++counters_.refused;
    return WatcherLimit(limits_.max_watchers);
  }
  stream.Begin(std::make_unique<watch::Watcher>(selections_.Get(watch->filter, watch->view), std::move(watch->request),
                                                pins_, absl::Now()));
  audience_.Add(stream);
  ++counters_.watchers;
  return absl::OkStatus();
}

void WatchServer::Pump(WatchStream& stream) {
  if (stream.is_watching()) audience_.Pump(stream, store_, absl::Now());
}

void WatchServer::End(WatchStream& stream) {
  streams_.erase(&stream);
  if (!stream.is_watching()) return;
  audience_.Remove(stream);
  --counters_.watchers;
}

}  // namespace rollcall::api
