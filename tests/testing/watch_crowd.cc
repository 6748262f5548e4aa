// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/watch_crowd.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall::testing {
namespace {

using Clock = std::chrono::system_clock;

constexpr std::chrono::milliseconds kPollInterval(2);  // how often a crowd looks whether more was published
// A narrow connection buffers little, so a slow watcher soon blocks its stream.
constexpr int kNarrowBytes = 1024;

enum class Width { kUsual, kNarrow };

std::unique_ptr<v1::CoprocessorStatusService::Stub> Connect(const std::string& address, Width width) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
  if (width == Width::kNarrow) {
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // a probe would widen it
    arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kNarrowBytes);
  }
  return v1::CoprocessorStatusService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

}  // namespace

CrowdWatcher::CrowdWatcher(CrowdScene& scene, Shared shared, size_t wanted, Behavior behavior, uint64_t seed)
    : scene_(scene), shared_(shared), wanted_(wanted), behavior_(behavior), random_(seed) {}

void CrowdWatcher::Open(size_t replica) {
  const bool elsewhere = replica != replica_;
  replica_ = replica;
  fold_.EndStream();  // the last one, perhaps between two checkpoints
  token_ = fold_.resume_token();
  shared_.counts.resumed += token_.empty() ? 0 : 1;
  shared_.counts.resumed_elsewhere += !token_.empty() && elsewhere ? 1 : 0;
  last_checkpoint_ = revision();
  messages_ = 0;
  is_canceled_ = is_waiting_ = has_started_ = false;
  if (behavior_ == Behavior::kFickle) act_at_ = scene_.published + random_.Below(80);
  v1::WatchStatusRequest request;
  *request.mutable_filter() = scene_.truth.wanted(wanted_).filter;
  request.set_view(scene_.truth.wanted(wanted_).view);
  request.set_resume_token(token_);
  request.mutable_heartbeat_interval()->set_seconds(1);
  reader_.reset();  // before its context, which owns the call
  context_ = std::make_unique<grpc::ClientContext>();
  // gRPC 1.51 reads the errno of connect() late and may take a pending connection for a refused one (grpc#35064).
  context_->set_wait_for_ready(true);
  reader_ = shared_.stubs[replica]->PrepareAsyncWatchStatus(context_.get(), request, &shared_.queue);
  reader_->StartCall(&started_);
}

void CrowdWatcher::Complete(Operation operation, bool ok) {
  if (operation == Operation::kFinished) return OnEnd();
  if (!ok) return reader_->Finish(&status_, &finished_);
  has_started_ = true;
  if (operation == Operation::kRead) OnMessage();
  if (is_waiting_ && !is_canceled_) return;  // OnPublished() reads the next message
  Read();
}

void CrowdWatcher::Read() {
  is_waiting_ = false;
  reader_->Read(&message_, &read_);
}

void CrowdWatcher::Cancel() {
  if (std::exchange(is_canceled_, true)) return;
  context_->TryCancel();
  if (is_waiting_) Read();
}

void CrowdWatcher::Stop() {
  is_stopping_ = true;
  if (!is_over_) Cancel();
}

void CrowdWatcher::OnPublished() {
  const int64_t published = scene_.published;
  if (is_over_ || is_canceled_ || (published < act_at_ && published < scene_.last_revision)) return;
  if (is_waiting_) Read();
  // gRPC resets a call that is cancelled before it was sent, although the server has no such stream: that breaks
  // HTTP/2, so the server ends the connection, and with it the other watches (grpc#38758).
  if (behavior_ == Behavior::kFickle && has_started_ && act_at_ < scene_.last_revision) Cancel();
}

void CrowdWatcher::OnMessage() {
  if (!fault_.empty()) return;
  ++messages_;
  was_exact_ = messages_ == 1 || fold_.is_at_checkpoint();
  if (message_.has_snapshot_started()) last_checkpoint_ = -1;
  fault_ = fold_.Apply(message_);
  if (fault_.empty()) fault_ = Check();
  if (!fault_.empty()) return Stop();
  Count();
  if (fold_.is_at_checkpoint()) last_checkpoint_ = revision();
  if (fold_.is_at_checkpoint() && last_checkpoint_ == scene_.last_revision) return Stop();
  if (behavior_ != Behavior::kSlow) return;
  act_at_ = scene_.published + 20 + random_.Below(100);
  is_waiting_ = scene_.published < scene_.last_revision;
}

void CrowdWatcher::OnEnd() {
  const grpc::StatusCode code = status_.error_code();
  if (fault_.empty() && (!is_canceled_ || code != grpc::StatusCode::CANCELLED)) {
    fault_ = absl::StrCat("Live: the stream ended with ", code, ": ", status_.error_message());
  }
  is_over_ = is_stopping_ || !fault_.empty();
  if (!is_over_) Open(static_cast<size_t>(random_.Below(static_cast<int>(shared_.stubs.size()))));
}

std::string CrowdWatcher::Check() const {
  for (const auto check : {&CrowdWatcher::CheckStart, &CrowdWatcher::CheckUpdated, &CrowdWatcher::CheckRemoved}) {
    if (std::string fault = (this->*check)(); !fault.empty()) return fault;
  }
  if (!fold_.is_at_checkpoint()) return "";
  if (fold_.resume_token().size() > 1024) return "Resumable: a token of more than 1024 characters";
  const std::string difference = scene_.truth.CheckNodes(wanted_, revision(), fold_.nodes());
  return difference.empty() ? "" : absl::StrCat("Complete: at revision ", revision(), ": ", difference);
}

// The topic loses no records, so every token is good on every replica. A snapshot is needed only on a stream that is
// between two checkpoints when its replica reads the topic again.
std::string CrowdWatcher::CheckStart() const {
  const bool is_first = token_.empty() && messages_ == 1;
  if (is_first == message_.has_snapshot_started()) return "";
  if (is_first) return "Complete: no snapshot at the start";
  const bool is_needed =
      !was_exact_ && message_.snapshot_started().reason() == v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  if (is_needed) return "";
  return absl::StrCat("Resumable: a snapshot that was not needed: ", message_.snapshot_started().ShortDebugString());
}

std::string CrowdWatcher::CheckUpdated() const {
  for (const v1::NodeStatus& node : message_.updated()) {
    std::string fault = scene_.truth.CheckNode(wanted_, node);
    if (!fault.empty()) return absl::StrCat("Trimmed: ", fault);
    if (last_checkpoint_ < 0 || !fold_.is_at_checkpoint() ||
        scene_.truth.Changed(node.node_id(), last_checkpoint_, revision())) {
      continue;
    }
    return absl::StrCat("Resumable: node ", node.node_id(), " is sent, although it did not change from revision ",
                        last_checkpoint_, " to ", revision());
  }
  return "";
}

std::string CrowdWatcher::CheckRemoved() const {
  const auto& ids = scene_.truth.wanted(wanted_).filter.node_ids();
  for (const v1::RemovedNode& node : message_.removed()) {
    if (ids.empty() || std::find(ids.begin(), ids.end(), node.node_id()) != ids.end()) continue;
    return absl::StrCat("Trimmed: node ", node.node_id(), " removed, which node_ids does not name");
  }
  return "";
}

void CrowdWatcher::Count() {
  CrowdCounts& counts = shared_.counts;
  ++counts.messages;
  counts.checkpoints += fold_.is_at_checkpoint() ? 1 : 0;
  if (behavior_ != Behavior::kSlow || wanted_ != 0 || !fold_.is_at_checkpoint() || last_checkpoint_ < 0) return;
  ++counts.slow_messages;
  counts.slow_changes += scene_.truth.Changes(last_checkpoint_, revision());
}

std::string CrowdWatcher::Describe() const {
  static constexpr const char* kBehaviors[] = {"quick", "slow", "fickle"};
  return absl::StrCat("a ", kBehaviors[static_cast<int>(behavior_)], " watcher on replica ", replica_, " at revision ",
                      revision(), ", message ", messages_, " of ", token_.empty() ? "a new" : "a resumed",
                      " stream, view ", scene_.truth.wanted(wanted_).view, ", filter {",
                      scene_.truth.wanted(wanted_).filter.ShortDebugString(), "}");
}

WatchCrowd::WatchCrowd(CrowdScene& scene, int watchers, uint64_t seed) : scene_(scene) {
  CHECK_EQ(scene.addresses.size(), pace_.size());
  CHECK_GE(watchers, static_cast<int>(pace_.size()));
  for (const std::string& address : scene.addresses) {
    stubs_.push_back(Connect(address, Width::kUsual));
    narrow_stubs_.push_back(Connect(address, Width::kNarrow));
  }
  using Behavior = CrowdWatcher::Behavior;
  const auto shared_by = [&](Behavior behavior) {
    return CrowdWatcher::Shared{behavior == Behavior::kSlow ? narrow_stubs_ : stubs_, queue_, counts_};
  };
  Random random(seed);
  for (size_t pacer = 0; pacer < pace_.size(); ++pacer) {
    watchers_.push_back(
        std::make_unique<CrowdWatcher>(scene, shared_by(Behavior::kQuick), 0, Behavior::kQuick, random.Next()));
  }
  while (watchers_.size() < static_cast<size_t>(watchers)) {
    const auto wanted = static_cast<size_t>(random.Below(static_cast<int>(scene.truth.wanted_count())));
    const Behavior behavior = std::array{Behavior::kQuick, Behavior::kSlow, Behavior::kFickle}[watchers_.size() % 3];
    watchers_.push_back(std::make_unique<CrowdWatcher>(scene, shared_by(behavior), wanted, behavior, random.Next()));
  }
}

WatchCrowd::~WatchCrowd() {
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

int64_t WatchCrowd::Pace() const { return std::min(pace_[0].load(), pace_[1].load()); }

void WatchCrowd::UpdatePace() {
  for (size_t pacer = 0; pacer < pace_.size(); ++pacer) pace_[pacer] = watchers_[pacer]->revision();
}

bool WatchCrowd::IsOver() const {
  return std::all_of(watchers_.begin(), watchers_.end(), [](const auto& watcher) { return watcher->is_over(); });
}

void WatchCrowd::Run(std::chrono::seconds limit) {
  CHECK(!std::exchange(has_run_, true));
  const auto end = Clock::now() + limit;
  size_t turn = 0;
  for (const auto& watcher : watchers_) watcher->Open(turn++ % stubs_.size());
  while (!IsOver() && !scene_.failed && Clock::now() < end) {
    Next(Clock::now() + kPollInterval);
    UpdatePace();
    if (std::exchange(seen_published_, scene_.published) == seen_published_) continue;
    for (const auto& watcher : watchers_) watcher->OnPublished();
  }
  if (!IsOver() && fault_.empty() && !scene_.failed) {
    const auto late = std::find_if(watchers_.begin(), watchers_.end(), [](const auto& w) { return !w->is_over(); });
    fault_ =
        absl::StrCat("Live: not all watchers arrive at revision ", scene_.last_revision, ": ", (*late)->Describe());
  }
  StopAll();
}

void WatchCrowd::Next(Clock::time_point until) {
  void* tag = nullptr;
  bool ok = false;
  if (queue_.AsyncNext(&tag, &ok, until) != grpc::CompletionQueue::GOT_EVENT) return;
  const auto& [watcher, operation] = *static_cast<CrowdWatcher::Tag*>(tag);
  watcher->Complete(operation, ok);
  if (watcher->fault().empty() || !fault_.empty()) return;
  fault_ = absl::StrCat(watcher->fault(), "\nfound by ", watcher->Describe());
  scene_.failed = true;
}

void WatchCrowd::StopAll() {
  if (!fault_.empty()) scene_.failed = true;
  for (const auto& watcher : watchers_) watcher->Stop();
  while (!IsOver()) Next(Clock::now() + kPollInterval);
}

}  // namespace rollcall::testing
