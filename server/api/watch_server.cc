// SPDX-License-Identifier: Apache-2.0
#include "server/api/watch_server.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/instant.h"
#include "server/api/wire_buffer.h"
#include "server/response/error.h"
#include "server/response/not_ready.h"
#include "server/watch/watch_request.h"

namespace rollcall::api {
namespace {

constexpr absl::Duration kRetryElsewhere = absl::Seconds(1);

absl::Status WatcherLimit(int max_watchers) {
  absl::Status status =
      response::Error(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_WATCHER_LIMIT,
                      absl::StrCat("this server has its ", max_watchers, " watches; another may have room"));
  response::AddRetryInfo(kRetryElsewhere, status);
  return status;
}

}  // namespace

WatchServer::WatchServer(state::Store& store, Service& service, grpc::ServerCompletionQueue& queue,
                         watch::WatchLimits limits)
    : store_(store),
      limits_(limits),
      notifier_(queue, [this] { OnNotified(); }),
      shared_{*this, service, queue, store, counters_, corker_, buffers_},
      subscription_(store.Subscribe([this] { notifier_.Notify(); })) {}

void WatchServer::EndWatches() {
  ending_ = true;
  notifier_.Notify();
  notifier_.Close();
}

void WatchServer::Poll(Instant now) {
  const ConnectionCorker::CorkScope cork(corker_);
  watcher_group_.FlushDue(store_, now);
  if (watcher_group_.HasWork()) watcher_group_.DoSlice(store_, now);
}

void WatchServer::OnNotified() {
  if (ending_) {
    for (WatchStream* stream : streams_) stream->Finish(response::ShuttingDown());
  } else {
    const ConnectionCorker::CorkScope cork(corker_);
    watcher_group_.FlushChanged(store_, Instant::Now());
  }
}

void WatchServer::Begin(WatchStream& stream) {
  streams_.insert(&stream);
  if (absl::Status status = TryBegin(stream); !status.ok()) stream.Finish(status);
}

absl::Status WatchServer::TryBegin(WatchStream& stream) {
  if (ending_) return response::ShuttingDown();
  const absl::StatusOr<v1::WatchStatusRequest> request = Parse<v1::WatchStatusRequest>(stream.request());
  if (!request.ok()) return request.status();
  absl::StatusOr<watch::CompiledWatch> watch = watch::CompileWatch(*request);
  if (!watch.ok()) return watch.status();
  if (!store_.IsReady()) return response::NotReady(store_.Source());
  if (counters_.watchers >= limits_.max_watchers) {
    ++counters_.refused;
    return WatcherLimit(limits_.max_watchers);
  }
  stream.Begin(std::make_unique<watch::Watcher>(selections_.Get(watch->filter, watch->view), std::move(watch->request),
                                                frozen_slot_, Instant::Now()),
               watcher_group_);
  ++counters_.watchers;
  return absl::OkStatus();
}

void WatchServer::End(WatchStream& stream) {
  streams_.erase(&stream);
  if (stream.is_watching()) --counters_.watchers;
}

}  // namespace rollcall::api
