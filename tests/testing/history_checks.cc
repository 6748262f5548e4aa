// SPDX-License-Identifier: Apache-2.0
// What is checked in a generated history: after each message, at rest, and about the evidence of a replica.
#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/select/min_revision.h"
#include "tests/testing/history.h"

namespace rollcall::testing {
namespace {

constexpr size_t kMaxBytesBesideNodes = 1400;  // snapshot_started and checkpoint

absl::Time AsOf(const v1::Header& header) {
  if (!header.has_as_of_time()) return absl::InfinitePast();
  return absl::FromUnixSeconds(header.as_of_time().seconds()) + absl::Nanoseconds(header.as_of_time().nanos());
}

}  // namespace

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
  const Replica& replica = replicas_[client.replica];
  const watch::SelectionHead& head = client.watcher->selection()->head();
  counts_.sent_behind += head.revision() < replica.model->store().Revision() ? 1 : 0;
  counts_.unfinished += last.has_checkpoint() ? 0 : 1;
  for (const v1::RemovedNode& removed : last.removed()) counts_.explained += removed.has_status() ? 1 : 0;
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
    if (std::string fault = CheckRemoved(client, node); !fault.empty()) return fault;
  }
  return "";
}

// What a removal says of a node is what the node said at that offset, and the filter does not select it.
std::string History::CheckRemoved(const Client& client, const v1::RemovedNode& removed) const {
  if (!removed.has_status()) return "";
  const watch::SelectionHead& head = client.watcher->selection()->head();
  const size_t generation = replicas_[client.replica].model->GenerationAt(head.epoch(), head.revision());
  const std::vector<ModelRecord>& history = topic_.History(generation);
  const int32_t id = removed.node_id();
  const int64_t offset = removed.status().revision();
  if (ExpectedNodes(history, offset, client.filter, v1::NODE_VIEW_BASIC).contains(id)) {
    return absl::StrCat("Trimmed: node ", id, " removed, whose record at ", offset, " matches");
  }
  Nodes said = ExpectedNodes(history, offset, {}, v1::NODE_VIEW_BASIC);
  std::erase_if(said, [id](const auto& entry) { return entry.first != id; });
  for (auto& [node_id, node] : said) node.clear_coprocessors();
  const std::string difference = Difference({{id, removed.status()}}, said);
  return difference.empty() ? "" : absl::StrCat("Trimmed: of a removed node is said: ", difference);
}

std::string History::CheckCheckpoint(Client& client) {
  const v1::Header& header = *client.fold.header();
  const ReplicaModel& model = *replicas_[client.replica].model;
  const size_t generation = model.GenerationAt(client.watcher->selection()->head().epoch(), header.revision());
  const Nodes expected = ExpectedNodes(topic_.History(generation), header.revision(), client.filter, client.view);
  const std::optional<int64_t> asked = std::exchange(client.min_revision, std::nullopt);  // it holds at the start only
  if (asked.has_value() && header.revision() < *asked) {
    return absl::StrCat("Ordered: a checkpoint at ", header.revision(), ", below min_revision ", *asked);
  }
  if (client.fold.resume_token().size() > 1024) return "Resumable: a token of more than 1024 characters";
  const std::string difference = Difference(client.fold.nodes(), expected);
  if (difference.empty()) {
    return CheckEvidence(generation, header.revision(), model.TrueTime(AsOf(header)));
  }
  return absl::StrCat(client.opened_with_token ? "Resumable" : "Complete", ": at revision ", header.revision(),
                      " of generation ", generation, ", message ", client.messages, ": ", difference);
}

// What is shown is what the topic held at `as_of`: no record is missing that had been acknowledged by then, and what
// was lost by then is not shown.
std::string History::CheckEvidence(size_t shown, int64_t revision, absl::Time as_of) const {
  size_t present = shown;
  while (present < ended_at_.size() && ended_at_[present] < as_of) ++present;
  const std::vector<ModelRecord>& history = topic_.History(present);
  for (auto record = history.rbegin(); record != history.rend() && record->offset > revision; ++record) {
    if (record->acknowledged_at >= as_of) continue;
    return absl::StrCat("Current: revision ", revision, " is shown as of ", absl::FormatTime(as_of), ", but record ",
                        record->offset, " is from ", absl::FormatTime(record->acknowledged_at));
  }
  if (present == shown) return "";
  const Nodes was_there = ExpectedNodes(topic_.History(shown), revision, {}, v1::NODE_VIEW_BASIC);
  const std::string lost = Difference(was_there, ExpectedNodes(history, revision, {}, v1::NODE_VIEW_BASIC));
  if (lost.empty()) return "";
  return absl::StrCat("Current: revision ", revision, " of generation ", shown, " is shown as of ",
                      absl::FormatTime(as_of), ", in generation ", present, ": ", lost);
}

void History::CheckEvidence(const Replica& replica) {
  const state::Store& store = replica.model->store();
  if (!store.IsReady()) return;
  Fail(CheckEvidence(replica.model->shown_generation(), store.Revision(),
                     absl::UnixEpoch() + store.Source().as_of.steady()));
  const bool is_behind = store.Revision() < topic_.end() - 1;
  counts_.behind_divided += is_behind && cluster_.IsDivided() ? 1 : 0;
  counts_.held_back += is_behind && topic_.IsTransactionOpen() ? 1 : 0;
}

// A replica shows the same nodes in the same order, however it came to a revision.
std::string History::CheckList(const Replica& replica) const {
  const state::SnapshotPtr snapshot = replica.model->store().Latest();
  if (snapshot == nullptr) return "";
  const Nodes expected =
      ExpectedNodes(topic_.History(replica.model->shown_generation()), snapshot->revision, {}, v1::NODE_VIEW_FULL);
  const select::Filter all;
  select::Matcher matcher(all);
  Nodes actual;
  uint64_t digest = 0;
  for (const state::NodeVersionPtr& version : *snapshot->nodes) {
    std::string bytes;
    select::AppendNode(*version->node, matcher, select::View::kFull, bytes);
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
  Heal();
  if (topic_.IsTransactionOpen()) topic_.EndTransaction(random_.Chance(50));
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
  while (ReceiveMessage(client) || FinishWork(client)) {
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
