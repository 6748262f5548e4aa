#include "server/api/watch_server.h"

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

WatchServer::WatchServer(state::Store& store, Service& service, std::unique_ptr<grpc::ServerCompletionQueue> queue,
                         WatchLimits limits)
    : store_(store), service_(service), queue_(std::move(queue)), limits_(limits), bell_(*queue_, nullptr) {
  store_.Subscribe([this] { bell_.Ring(); });
}

WatchServer::~WatchServer() { Join(); }

void WatchServer::Start() {
  thread_ = std::thread([this] { Run(); });
}

void WatchServer::EndWatches() {
  ending_ = true;
  bell_.Ring();
}

void WatchServer::Join() {
  bell_.Close();
  if (!std::exchange(shut_down_, true)) queue_->Shutdown();
  if (thread_.joinable()) thread_.join();
}

gpr_timespec WatchServer::ToTimespec(absl::Time time) {
  if (time == absl::InfiniteFuture()) return gpr_inf_future(GPR_CLOCK_REALTIME);
  const timespec unix_time = absl::ToTimespec(time);
  return {unix_time.tv_sec, static_cast<int32_t>(unix_time.tv_nsec), GPR_CLOCK_REALTIME};
}

void WatchServer::Run() {
  WaitForCall();
  while (true) {
    void* tag = nullptr;
    bool ok = false;
    const auto next = queue_->AsyncNext(&tag, &ok, ToTimespec(audience_.NextWake()));
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::GOT_EVENT) {
      if (tag == nullptr) {
        OnBell();
      } else {
        const auto& [call, event] = *static_cast<Call::Tag*>(tag);
        OnCompleted(static_cast<WatchStream&>(*call), event, ok);
      }
    }
    const Corks::Burst burst(corks_);
    audience_.PumpDue(store_, absl::Now());  // after every event: under load there is always a next one
  }
}

void WatchServer::OnCompleted(WatchStream& stream, Call::Event event, bool ok) {
  if (stream.Complete(event, ok)) {
    if (stream.is_watching()) {
      audience_.Remove(stream);
      --counters_.watchers;
    }
    streams_.erase(&stream);
    return;
  }
  if (event == Call::Event::kRequested) OnRequested(stream);
  if (stream.is_watching()) audience_.Pump(stream, store_, absl::Now());
}

void WatchServer::WaitForCall() {
  auto stream = std::make_unique<WatchStream>(*queue_, counters_, corks_);
  stream->Request(service_);
  streams_.emplace(stream.get(), std::move(stream));
}

void WatchServer::OnBell() {
  bell_.Answer();
  refusing_ = ending_;
  if (refusing_) {
    for (const auto& [tag_stream, stream] : streams_) {
      if (stream->has_begun()) stream->Finish(select::ShuttingDown());
    }
  } else {
    const Corks::Burst burst(corks_);
    audience_.PumpChanged(store_, absl::Now());
  }
}

void WatchServer::OnRequested(WatchStream& stream) {
  if (!refusing_) WaitForCall();
  if (absl::Status status = BeginWatch(stream); !status.ok()) stream.Finish(status);
}

absl::Status WatchServer::BeginWatch(WatchStream& stream) {
  if (refusing_) return select::ShuttingDown();
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

}  // namespace rollcall::api
