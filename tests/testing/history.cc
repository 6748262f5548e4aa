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
#include "tests/testing/compiled_filter.h"

namespace rollcall::testing {

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
      {"probe", weights.probe, &History::Probe},
      {"restart replica", weights.restart_replica, &History::RestartReplica},
      {"drop selections", weights.drop_selections, &History::DropSelections},
      {"set clock", weights.set_clock, &History::SetClock},
      {"report topic", weights.report_topic, &History::ReportTopic},
      {"receive", weights.receive, &History::Receive},
      {"disconnect", weights.disconnect, &History::Disconnect},
      {"cut", weights.cut, &History::Cut},
      {"cut catch-up", weights.cut_catch_up, &History::CutCatchUp},
      {"return late", weights.return_late, &History::ReturnLate},
      {"transact", weights.transact, &History::Transact},
      {"elect leader", weights.elect_leader, &History::ElectLeader},
      {"divide", weights.divide, &History::Divide},
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
  ended_at_.resize(topic_.generation(), now_);
  if (is_tracing_) trace_.push_back(absl::StrCat(number, " ", action->name, ": ", Describe()));
}

std::string History::Describe() const {
  std::string text = absl::StrCat("log ", topic_.start(), " to ", topic_.end(), ", generation ", topic_.generation());
  if (topic_.IsTransactionOpen()) absl::StrAppend(&text, ", stable to ", topic_.last_stable());
  absl::StrAppend(&text, ", led by broker ", cluster_.leader(), cluster_.IsDivided() ? " on one side" : "");
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

void History::LoseTail() {
  Heal();
  cluster_.LoseTail(std::max<int64_t>(0, topic_.end() - 1 - random_.Below(6)), now_);
}

void History::DeleteRecords() {
  Heal();
  topic_.DeleteBefore(random_.Below(static_cast<int>(topic_.end()) + 1));
}

// The new topic is filled at once, often beyond the position up to which the old one was read.
void History::RecreateTopic() {
  Heal();
  const int64_t old_end = topic_.end();
  topic_.Recreate();
  for (int more = random_.Below(static_cast<int>(old_end) + 12); more > 0; --more) Publish(author_.Status());
}

void History::Read() {
  Replica& replica = random_.Pick(replicas_);
  replica.model->Read(random_.Below(12), now_);
  CheckEvidence(replica);
  if (random_.Chance(20)) Fail(CheckList(replica));
}

void History::Probe() {
  Replica& replica = random_.Pick(replicas_);
  replica.model->Probe(now_);
  CheckEvidence(replica);
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
  Heal();
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

void History::Transact() {
  if (topic_.IsTransactionOpen() && random_.Chance(60)) return topic_.EndTransaction(random_.Chance(50));
  for (int records = 1 + random_.Below(3); records > 0; --records) {
    topic_.AppendToTransaction(random_.Chance(80) ? author_.Status() : author_.Tombstone(), now_);
  }
  if (random_.Chance(30)) topic_.EndTransaction(random_.Chance(50));
}

void History::ElectLeader() {
  Heal();
  cluster_.ElectLeader();
}

void History::Divide() {
  if (cluster_.IsDivided()) return Heal();
  cluster_.CutOffLeader(random_.Chance(50));
  for (Replica& replica : replicas_) replica.model->OnDivision(random_);
}

void History::Heal() {
  cluster_.Heal();
  for (Replica& replica : replicas_) replica.model->ReachAllBrokers();
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
    CheckEvidence(replica);
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
  replica.model = std::make_unique<ReplicaModel>(cluster_, limits, ModelClock{++processes_, replica.wall_ahead}, now_);
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
  const select::Filter filter = *testing::CompileFilter(client.filter);
  response::FieldErrors errors;
  const select::View view = select::CompileView(client.view, errors);
  std::shared_ptr<watch::Selection>& selection = replica.selections[absl::StrCat(client.view, filter.canonical())];
  if (selection == nullptr) {
    const int64_t catch_up_work = random_.Chance(50) ? int64_t{1} << 16 : random_.Below(1000);
    selection = std::make_shared<watch::Selection>(
        filter, view, watch::SelectionLimits{options_.max_removed, options_.max_batch_bytes, catch_up_work});
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

void History::DoSlices(Client& client) {
  watch::Selection& selection = *client.watcher->selection();
  for (int slices = random_.Below(4); slices > 0 && selection.HasWork(); --slices) {
    watch::WorkBudget budget(random_.Below(2000));
    selection.DoSlice(replicas_[client.replica].model->store(), budget);
  }
}

// Returns whether there was any.
bool History::FinishWork(Client& client) {
  if (client.watcher == nullptr || !client.watcher->selection()->HasWork()) return false;
  while (client.watcher->selection()->HasWork()) {
    watch::WorkBudget budget(500);
    client.watcher->selection()->DoSlice(replicas_[client.replica].model->store(), budget);
  }
  return true;
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
  DoSlices(client);
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

}  // namespace rollcall::testing
