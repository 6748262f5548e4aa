// SPDX-License-Identifier: Apache-2.0
// Prints the coprocessors of a cluster, then the state of its nodes and every change of it.
//
//   example-client HOST:PORT[,HOST:PORT...] [REVISION]
//
// The servers are replicas: any of them may answer. With REVISION, ends once it has printed that revision or a later
// one. Ends with code 1 if there is no answer, and with 0 on SIGINT or SIGTERM.
#include <rollcall/client/client.h>
#include <rollcall/client/cluster_watch.h>
#include <rollcall/client/error.h>
#include <rollcall/client/servers.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <thread>

namespace client = rollcall::client;
namespace v1 = rollcall::v1;

namespace {

// UP(name_a,name_b), or another state.
std::string NodeText(const v1::NodeStatus& node) {
  const std::string state = v1::NodeStatus::State_Name(node.state());  // empty if it is from a later version of the API
  std::string text = (state.empty() ? "UNKNOWN" : state.substr(std::string("STATE_").size())) + "(";
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) text += coprocessor.name() + ",";
  if (text.back() == ',') text.pop_back();
  return text + ")";
}

// Says what happens to the watch, which goes on by itself.
class ConnectionPrinter : public client::WatchObserver {
 public:
  void OnLost(const Lost& lost) override {
    std::cerr << "lost " << lost.server << ": " << client::Summary(lost.why) << std::endl;
  }
  void OnResumed(const Resumed& resumed) override { std::cerr << "resumed at " << resumed.server << std::endl; }
  void OnWrongDigest(const WrongDigest& wrong) override {
    std::cerr << "wrong digest at revision " << wrong.revision << ", " << wrong.times << " times" << std::endl;
  }
};

void PrintList(const v1::ListCoprocessorsResponse& list) {
  for (const v1::Coprocessor& row : list.coprocessors()) {
    std::cout << "node " << row.node_id() << " runs " << row.name() << ":";
    for (const std::string& topic : row.input_topics()) std::cout << " " << topic;
    std::cout << "\n";
  }
  for (const v1::NodeStatus& node : list.nodes_not_up()) {
    std::cout << "node " << node.node_id() << " is not up: " << NodeText(node) << "\n";
  }
}

void PrintChange(const client::NodeChange& change) {
  using Kind = client::NodeChange::Kind;
  if (change.kind == Kind::kRepublished || change.kind == Kind::kUnchanged) return;
  const bool is_removed = change.kind == Kind::kRemoved;
  std::cout << "change: node " << change.node_id() << ": "
            << (change.kind == Kind::kAdded ? "nothing" : NodeText(change.before)) << " -> "
            << (is_removed ? v1::RemovedNode::Reason_Name(change.removed.reason()) : NodeText(*change.after))
            << " (revision " << (is_removed ? change.removed.revision() : change.after->revision()) << ")\n";
}

void PrintNodes(const client::ClusterView& view) {
  std::cout << "revision " << view.header().revision() << ":";
  for (const auto& [id, node] : view.nodes()) std::cout << " " << id << "=" << NodeText(node);
  std::cout << std::endl;
}

int End(const absl::Status& why) {
  if (absl::IsCancelled(why)) return 0;  // by a signal
  std::cerr << client::Summary(why) << std::endl;
  return 1;
}

// Signals are blocked in all threads, and taken by one. Call it before there is another thread.
void CancelOnSignals(rollcall::Cancellation& cancellation) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([&cancellation, signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    cancellation.Cancel();
  }).detach();
}

int Follow(client::ClusterWatch watch, int64_t last_revision) {
  client::ViewStep step;
  while (watch.Next(rollcall::Instant::InfiniteFuture(), step) != client::WatchRead::kEnd) {
    if (step.digest != client::ViewStep::Digest::kMatches) continue;
    for (const client::NodeChange& change : step.changes) PrintChange(change);
    PrintNodes(watch.view());
    if (step.header.revision() >= last_revision) return 0;
  }
  return End(watch.Finish());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::cerr << "usage: example-client HOST:PORT[,HOST:PORT...] [REVISION]" << std::endl;
    return 2;
  }
  const int64_t last_revision = argc == 3 ? std::atoll(argv[2]) : std::numeric_limits<int64_t>::max();
  static auto& cancellation = *new rollcall::Cancellation;  // used by the thread of the signals to the very end
  CancelOnSignals(cancellation);
  const auto servers = client::ParseServers(argv[1]);
  if (!servers.ok()) return End(servers.status());
  client::MuteLibraryLogs();
  const auto connector = client::MakeGrpcConnector();
  client::Client client({.servers = *servers}, *connector, cancellation);
  const auto list = client.ListCoprocessors({});
  if (!list.ok()) return End(list.status());
  PrintList(*list);
  ConnectionPrinter printer;
  return Follow(client::ClusterWatch(client.Watch({}, printer)), last_revision);
}
