// SPDX-License-Identifier: Apache-2.0
#include "client/cli/completion/live_values.h"

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/shell_word.h"
#include "client/flags/transport_flags.h"
#include "rollcall/cancellation.h"
#include "rollcall/client/client.h"

namespace rollcall::cli {
namespace {

// Cancels `cancellation` after a time, whatever the call that it ends waits for.
class CancelAfter {
 public:
  CancelAfter(Cancellation& cancellation, absl::Duration limit)
      : thread_([this, &cancellation, limit] {
          if (!done_.WaitFor(limit)) cancellation.Cancel();
        }) {}
  ~CancelAfter() {
    done_.Cancel();
    thread_.join();
  }
  CancelAfter(const CancelAfter&) = delete;
  CancelAfter& operator=(const CancelAfter&) = delete;

 private:
  Cancellation done_;
  std::thread thread_;
};

void AddValues(const v1::NodeStatus& node, LiveValues which, std::set<std::string>& values) {
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) {
    if (which == LiveValues::kCoprocessorNames) values.insert(coprocessor.name());
    const auto& topics = coprocessor.input_topics();
    if (which == LiveValues::kTopics) values.insert(topics.begin(), topics.end());
  }
}

std::vector<std::string> NodeIdsIn(const v1::ListNodesResponse& listing) {
  std::set<int32_t> ids;
  for (const v1::NodeStatus& node : listing.nodes()) ids.insert(node.node_id());
  std::vector<std::string> texts;
  for (const int32_t id : ids) texts.push_back(absl::StrCat(id));
  return texts;
}

}  // namespace

std::vector<std::string> ValuesIn(const v1::ListNodesResponse& listing, LiveValues which) {
  if (which == LiveValues::kNodeIds) return NodeIdsIn(listing);
  std::set<std::string> values;
  for (const v1::NodeStatus& node : listing.nodes()) AddValues(node, which, values);
  std::erase_if(values, [](const std::string& value) { return ShellWord(value) != value; });
  return {values.begin(), values.end()};
}

std::vector<std::string> AskForValues(const ConnectionOptions& connection, LiveValues which, absl::Duration limit) {
  const absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return {};
  Cancellation cancellation;
  const CancelAfter cancel(cancellation, limit);
  client::ClientOptions options = ToClientOptions(connection);
  options.timeout = limit;
  client::Client client(options, **connector, cancellation);
  const absl::StatusOr<v1::ListNodesResponse> listing = client.ListNodes({});
  return listing.ok() ? ValuesIn(*listing, which) : std::vector<std::string>();
}

}  // namespace rollcall::cli
