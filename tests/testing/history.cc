// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/history.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "server/select/min_revision.h"

namespace rollcall::testing {
namespace {

constexpr size_t kMaxBytesBesideNodes = 1400;  // snapshot_started and checkpoint
constexpr absl::Duration kHeartbeat = absl::Seconds(15);

}  // namespace

History::History(uint64_t seed, const HistoryOptions& options)
    : seed_(seed),
      options_(options),
      steps_(static_cast<size_t>(options.steps)),
      random_(seed),
      author_{random_, std::array{3, 8, 24}[seed % 3]},
      replicas_(static_cast<size_t>(options.replicas)),
      clients_(static_cast<size_t>(options.clients)) {
  std::iota(steps_.begin(), steps_.end(), 0);
  for (Replica& replica : replicas_) {
    Start(replica, options_.limits);
    if (random_.Chance(30)) SetClock(replica);
  }
  const std::vector<v1::Filter> filters = {author_.Filter(), author_.Filter()};
  for (Client& client : clients_) {
    client.filter = random_.Pick(filters);
    if (random_.Chance(20)) client.view = v1::NODE_VIEW_FULL;
  }
}

std::string History::Run() {
  CHECK(!std::exchange(has_run_, true));
  for (size_t i = 0; i < steps_.size() && failure_.empty(); ++i) Step(steps_[i]);
  if (failure_.empty()) CheckAtRest();
  if (is_tracing_) trace_.push_back(absl::StrCat("at rest: ", Describe()));
  return failure_;
}

void History::Step(int number) {
  struct Action {
    const char* name;
    int weight;
    void (History::*act)();
  };
  const ActionWeights& weights = options_.weights;
  const Action actions[] = {
      {"publish status", weights.publish_status, &History::PublishStatus},
      {"publish tombstone", weights.publish_tombstone, &History::PublishTombstone},
      {"publish odd record", weights.publish_odd_record, &History::PublishOddRecord},
      {"append marker", weights.append_marker, &History::AppendMarker},
      {"compact", weights.compact, &History::Compact},
      {"lose tail", weights.lose_tail, &History::LoseTail},
      {"delete records", weights.delete_records, &History::DeleteRecords},
      {"recreate topic", weights.recreate_topic, &History::RecreateTopic},
      {"skip time", weights.skip_time, &History::SkipTime},
      {"read", weights.read, &History::Read},
      {"restart replica", weights.restart_replica, &History::RestartReplica},
      {"drop selections", weights.drop_selections, &History::DropSelections},
      {"set clock", weights.set_clock, &History::SetClock},
      {"report topic", weights.report_topic, &History::ReportTopic},
      {"receive", weights.receive, &History::Receive},
      {"disconnect", weights.disconnect, &History::Disconnect},
      {"cut", weights.cut, &History::Cut},
      {"cut catch-up", weights.cut_catch_up, &History::CutCatchUp},
      {"return late", weights.return_late, &History::ReturnLate},
  };
  random_ = Random(Random(seed_ + static_cast<uint64_t>(number)).Next() ^ seed_);
  now_ += absl::Milliseconds(random_.Below(1000));
  int total = 0;
  for (const Action& action : actions) {
    CHECK_GE(action.weight, 0);
    total += action.weight;
  }
  int choice = random_.Below(total);
  const Action* action = actions;
  while (choice >= action->weight) choice -= (action++)->weight;
  (this->*action->act)();
  if (is_tracing_) trace_.push_back(absl::StrCat(number, " ", action->name, ": ", Describe()));
}

std::string History::Describe() const {
  std::string text = absl::StrCat("log ", topic_.start(), " to ", topic_.end(), ", generation ", topic_.generation());
  for (const Replica& replica : replicas_) {
    absl::StrAppend(&text, "; replica at ", replica.model->store().Revision(), " of generation ",
                    replica.model->shown_generation());
  }
  for (const Client& client : clients_) {
    absl::StrAppend(&text, "; client ",
                    client.watcher == nullptr ? "disconnected" : absl::StrCat("of replica ", client.replica), " at ",
                    client.fold.header().has_value() ? client.fold.header()->revision() : -1);
  }
  return text;
}

void History::PublishStatus() { Publish(author_.Status()); }

void History::PublishTombstone() { Publish(author_.Tombstone()); }

void History::PublishOddRecord() { Publish(author_.OddRecord()); }

void History::AppendMarker() { topic_.AppendMarker(); }

void History::Compact() { topic_.Compact(random_, now_); }

void History::LoseTail() { topic_.LoseTail(std::max<int64_t>(0, topic_.end() - 1 - random_.Below(6)), now_); }

void History::DeleteRecords() { topic_.DeleteBefore(random_.Below(static_cast<int>(topic_.end()) + 1)); }

// The new topic is filled at once, often beyond the position up to which the old one was read.
void History::RecreateTopic() {
  const int64_t old_end = topic_.end();
  topic_.Recreate();
  for (int more = random_.Below(static_cast<int>(old_end) + 12); more > 0; --more) Publish(author_.Status());
}

void History::Read() {
  Replica& replica = random_.Pick(replicas_);
  replica.model->Read(random_.Below(12), now_);
  if (random_.Chance(20)) Fail(CheckList(replica));
}

void History::Receive() {
  Client& client = random_.Pick(clients_);
  for (int messages = 1 + random_.Below(3); messages > 0; --messages) ReceiveMessage(client);
}

void History::Disconnect() {
  Client& client = random_.Pick(clients_);
  if (client.watcher != nullptr && client.fold.is_at_checkpoint()) Close(client);
}

void History::Cut() {
  Client& client = random_.Pick(clients_);
  if (client.watcher != nullptr) Close(client);
}

bool History::IsInCatchUp(const Client& client) {
  return client.watcher != nullptr && client.messages > 0 && !client.fold.is_at_checkpoint();
}

int64_t History::RevisionOf(size_t replica) const { return replicas_[replica].model->store().Revision(); }

std::optional<size_t> History::FindLaggard(const Client& client) const {
  const int64_t token_revision = client.fold.header().has_value() ? client.fold.header()->revision() : -1;
  std::optional<size_t> laggard;
  for (size_t i = 0; i < replicas_.size(); ++i) {
    if (!replicas_[i].model->store().IsReady() || RevisionOf(i) < token_revision) continue;
    if (!laggard.has_value() || RevisionOf(i) < RevisionOf(*laggard)) laggard = i;
  }
  return laggard;
}

// The client has been sent a part of a state that the lagging replica does not know yet.
void History::CutCatchUp() {
  Client& client = random_.Pick(clients_);
  for (int messages = 4; messages > 0 && !IsInCatchUp(client); --messages) {
    if (!ReceiveMessage(client)) return;
  }
  if (!IsInCatchUp(client)) return;
  const int64_t sent_revision = RevisionOf(client.replica);
  Close(client);
  const std::optional<size_t> laggard = FindLaggard(client);
  if (!laggard.has_value()) return;
  Open(client, *laggard);
  counts_.resumed_behind += client.opened_with_token && RevisionOf(*laggard) < sent_revision ? 1 : 0;
  for (int messages = 8; messages > 0 && ReceiveMessage(client) && IsInCatchUp(client); --messages) {
  }
}

// Whatever the clocks of the two replicas show, no deletion may be lost.
void History::ReturnLate() {
  Client& client = random_.Pick(clients_);
  if (client.watcher != nullptr) Close(client);
  for (int more = random_.Below(4); more > 0; --more) Publish(author_.Tombstone());
  Publish(author_.Status());
  for (int passes = random_.Below(5); passes > 0; --passes) {
    topic_.Compact(random_, now_);
    now_ += topic_.delete_retention() + absl::Milliseconds(1);
  }
  const auto which = static_cast<size_t>(random_.Below(options_.replicas));
  Restart(which);
  ReadAll(replicas_[which]);
  Open(client, which);
  while (ReceiveMessage(client) && IsInCatchUp(client)) {
  }
}

void History::Publish(ModelRecord record) {
  if (is_tracing_) trace_.push_back(absl::StrCat("  key ", absl::CEscape(record.key.value_or("null"))));
  topic_.Append(std::move(record), now_);
  for (int more = random_.Chance(10) ? random_.Below(12) : 0; more > 0; --more) topic_.Append(author_.Status(), now_);
}

// Time passes and nothing is written. A replica that has read everything may probe in that time.
void History::SkipTime() {
  const absl::Duration jump = absl::Seconds(random_.Below(130));
  now_ += jump;
  for (Replica& replica : replicas_) {
    if (replica.model->IsAtEnd() && random_.Chance(60)) replica.model->Read(0, now_);
  }
}

void History::RestartReplica() { Restart(static_cast<size_t>(random_.Below(options_.replicas))); }

void History::Restart(size_t which) {
  for (Client& client : clients_) {
    if (client.watcher != nullptr && client.replica == which) Close(client);
  }
  Replica& replica = replicas_[which];
  const absl::Duration wall_ahead = replica.wall_ahead;
  replica = Replica();
  replica.wall_ahead = wall_ahead;
  state::IndexLimits limits = options_.limits;
  if (random_.Chance(50)) limits.ring = static_cast<size_t>(random_.Below(4));
  Start(replica, limits);
}

void History::Start(Replica& replica, state::IndexLimits limits) {
  replica.model = std::make_unique<ReplicaModel>(topic_, limits, ModelClock{++processes_, replica.wall_ahead}, now_);
}

// Somebody corrects a clock, or sets it wrong: by seconds, or by hours.
void History::SetClock() { SetClock(random_.Pick(replicas_)); }

void History::SetClock(Replica& replica) {
  const absl::Duration unit = random_.Chance(50) ? absl::Seconds(1) : absl::Minutes(10);
  replica.wall_ahead = (random_.Below(13) - 6) * unit;
  replica.model->SetWallClock(replica.wall_ahead);
}

void History::DropSelections() {
  std::erase_if(random_.Pick(replicas_).selections, [](const auto& entry) { return entry.second.use_count() == 1; });
}

void History::ReportTopic() { random_.Pick(replicas_).model->ReportTopic(random_.Chance(50), now_); }

std::shared_ptr<watch::Selection> History::SelectionFor(Replica& replica, const Client& client) {
  const select::Filter filter = *select::Filter::Compile(client.filter);
  const select::View view = *select::CompileView(client.view);
  std::shared_ptr<watch::Selection>& selection = replica.selections[absl::StrCat(client.view, filter.canonical())];
  if (selection == nullptr) {
    selection = std::make_shared<watch::Selection>(
        filter, view, watch::SelectionLimits{options_.max_removed, options_.max_batch_bytes});
  }
  return selection;
}

void History::Open(Client& client, size_t which) {
  client.replica = which;
  Replica& replica = replicas_[which];
  watch::WatchRequest request;
  request.resume_token = client.fold.resume_token();
  request.heartbeat = kHeartbeat;
  if (random_.Chance(25)) request.min_revision = topic_.end() - 1 - random_.Below(4);
  client.min_revision = request.min_revision;
  client.opened_with_token = !request.resume_token.empty();
  client.messages = 0;
  client.watcher = std::make_unique<watch::Watcher>(SelectionFor(replica, client), std::move(request),
                                                    *replica.frozen_slot, replica.model->At(now_));
  client.last_message_at = now_;
}

void History::Close(Client& client) {
  client.watcher = nullptr;
  client.fold.EndStream();
}

bool History::ReceiveMessage(Client& client) {
  if (!failure_.empty()) return false;
  if (client.watcher == nullptr) Open(client, static_cast<size_t>(random_.Below(options_.replicas)));
  const ReplicaModel& model = *replicas_[client.replica].model;
  const state::Store& store = model.store();
  if (!store.IsReady()) {
    Close(client);
    return false;
  }
  auto message = client.watcher->Next(store, model.At(now_));
  if (!message.ok()) {  // the replica is behind the token, or behind min_revision
    if (message.status().code() != absl::StatusCode::kUnavailable) {
      Fail(absl::StrCat("Resumable: ", message.status().ToString()));
    }
    Close(client);
    return false;
  }
  if (!message->has_value()) return false;
  std::string fault = client.fold.Apply(**message);
  ++client.messages;
  client.last_message_at = now_;
  OnMessage(client, std::move(fault));
  return true;
}

void History::OnMessage(Client& client, std::string fault) {
  const v1::WatchStatusResponse& last = client.fold.last();
  if (is_tracing_) trace_.push_back(absl::StrCat("  a message: ", last.ShortDebugString()));
  if (last.has_snapshot_started() && client.messages > 1) {
    client.min_revision.reset();  // it holds at the start only: the topic has lost records since
  }
  Fail(CheckMessage(client));
  Count(client);
  // Before `fault`, which is about the digest too: a client is right without it.
  if (client.fold.is_at_checkpoint()) Fail(CheckCheckpoint(client));
  Fail(std::move(fault));
}

void History::Count(const Client& client) {
  const v1::WatchStatusResponse& last = client.fold.last();
  counts_.checkpoints += last.has_checkpoint() ? 1 : 0;
  counts_.unfinished += last.has_checkpoint() ? 0 : 1;
  counts_.resumed += client.opened_with_token && client.messages == 1 && !last.has_snapshot_started() ? 1 : 0;
  counts_.snapshots +=
      last.has_snapshot_started() && last.snapshot_started().reason() != v1::SnapshotStarted::REASON_REQUESTED ? 1 : 0;
}

std::string History::CheckMessage(const Client& client) const {
  const v1::WatchStatusResponse& last = client.fold.last();
  const bool one_node = last.updated_size() + last.removed_size() <= 1;
  if (!one_node && client.fold.last_bytes() > options_.max_batch_bytes + kMaxBytesBesideNodes) {
    return absl::StrCat("Bounded: a message of ", client.fold.last_bytes(), " bytes");
  }
  const auto& ids = client.filter.node_ids();
  for (const v1::RemovedNode& node : last.removed()) {
    const bool admitted = ids.empty() || std::find(ids.begin(), ids.end(), node.node_id()) != ids.end();
    if (!admitted) return absl::StrCat("Trimmed: node ", node.node_id(), " removed, which node_ids does not name");
  }
  return "";
}

std::string History::CheckCheckpoint(Client& client) {
  const v1::Header& header = *client.fold.header();
  const size_t generation = replicas_[client.replica].model->shown_generation();
  const Nodes expected = ExpectedNodes(topic_.History(generation), header.revision(), client.filter, client.view);
  const std::optional<int64_t> asked = std::exchange(client.min_revision, std::nullopt);  // it holds at the start only
  if (asked.has_value() && header.revision() < *asked) {
    return absl::StrCat("Ordered: a checkpoint at ", header.revision(), ", below min_revision ", *asked);
  }
  if (client.fold.resume_token().size() > 1024) return "Resumable: a token of more than 1024 characters";
  const std::string difference = Difference(client.fold.nodes(), expected);
  if (difference.empty()) return "";
  return absl::StrCat(client.opened_with_token ? "Resumable" : "Complete", ": at revision ", header.revision(),
                      " of generation ", generation, ", message ", client.messages, ": ", difference);
}

// A replica shows the same nodes in the same order, however it came to a revision.
std::string History::CheckList(const Replica& replica) const {
  const state::SnapshotPtr snapshot = replica.model->store().Latest();
  if (snapshot == nullptr) return "";
  const Nodes expected =
      ExpectedNodes(topic_.History(replica.model->shown_generation()), snapshot->revision, {}, v1::NODE_VIEW_FULL);
  Nodes actual;
  uint64_t digest = 0;
  for (const state::NodeVersionPtr& version : *snapshot->nodes) {
    std::string bytes;
    select::AppendNode(*version->node, select::Filter(), select::View::kFull, bytes);
    v1::ListNodesResponse one;
    if (!one.ParseFromString(bytes)) return "Pure: a node that does not parse";
    if (!actual.empty() && actual.rbegin()->first >= version->id) return "Pure: nodes out of order";
    actual[version->id] = one.nodes(0);
    digest += version->node->fingerprint;
  }
  const std::string difference = Difference(actual, expected);
  if (!difference.empty()) {
    return absl::StrCat("Pure: a list at revision ", snapshot->revision, " of generation ",
                        replica.model->shown_generation(), ": ", difference);
  }
  return digest == snapshot->digest ? "" : "Pure: the digest is not the sum of the nodes listed";
}

void History::ReadAll(Replica& replica) {
  replica.model->Read(0, now_);
  for (int rounds = 0; rounds < 1000 && !replica.model->IsAtEnd(); ++rounds) replica.model->Read(1000, now_);
}

// Once nothing changes any longer, every replica and every client arrives at the end, in a bounded number of messages.
void History::CheckAtRest() {
  for (Replica& replica : replicas_) {
    ReadAll(replica);
    replica.model->ReportTopic(true, now_);
    if (!replica.model->IsAtEnd()) Fail("Live: a replica does not arrive at the end");
    Fail(CheckList(replica));
  }
  for (Client& client : clients_) CheckArrives(client);
}

// Receives every message that is due.
void History::Drain(Client& client) {
  const auto bound = static_cast<int>(std::size(kNodeIds) + options_.max_removed) * 3 + 10;
  int messages = 0;
  while (ReceiveMessage(client)) {
    if (++messages > bound) return Fail(absl::StrCat("Bounded: more than ", bound, " messages for a state at rest"));
  }
}

// Not always at the first call: a token from a lost tail is answered only after a probe that is newer than the request,
// and a watch waits for a min_revision that was lost.
void History::CheckArrives(Client& client) {
  for (int calls = 0; calls < 3 + absl::ToInt64Seconds(select::kRevisionWait); ++calls) {
    Drain(client);
    if (client.watcher != nullptr && client.messages > 0 && client.fold.is_at_checkpoint()) {
      return CheckHeartbeat(client);
    }
    now_ += absl::Seconds(1);
    for (Replica& replica : replicas_) ReadAll(replica);
  }
  Fail("Live: a watch does not arrive at a topic at rest");
}

void History::CheckHeartbeat(Client& client) {
  const absl::Time due = client.last_message_at + kHeartbeat;
  if (client.watcher->WakeAt() > replicas_[client.replica].model->At(due)) {
    return Fail("Live: a watch would be silent for longer than its heartbeat interval");
  }
  now_ = std::max(now_, due);
  ReadAll(replicas_[client.replica]);
  const int before = client.messages;
  Drain(client);
  if (client.messages == before || !client.fold.is_at_checkpoint()) return Fail("Live: no heartbeat when it was due");
  if (client.fold.header()->revision() != topic_.end() - 1) {
    return Fail("Live: a heartbeat does not bring the newest revision");
  }
}

}  // namespace rollcall::testing
