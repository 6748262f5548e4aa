// SPDX-License-Identifier: Apache-2.0
// A watch of any bytes: messages, each with its length before it. They are applied as the API's manual says, and every
// output format shows them safely.
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <map>
#include <string>

#include "client/cli/render/event.h"
#include "client/cli/render/event_json.h"
#include "client/cli/render/event_sentence.h"
#include "client/cli/render/frame.h"
#include "client/cli/render/text.h"
#include "client/lib/watch/fold.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_grammar.h"

namespace rollcall::cli {
namespace {

using fuzz::Require;

// The client loop of the API's manual, line by line.
class ManualFold {
 public:
  void Apply(const v1::WatchStatusResponse& message) {
    if (message.has_snapshot_started()) fingerprints_.clear();
    for (const v1::NodeStatus& node : message.updated()) fingerprints_[node.node_id()] = node.fingerprint();
    for (const v1::RemovedNode& node : message.removed()) fingerprints_.erase(node.node_id());
  }
  uint64_t Sum() const {
    uint64_t sum = 0;
    for (const auto& [id, fingerprint] : fingerprints_) sum += fingerprint;
    return sum;
  }
  size_t size() const { return fingerprints_.size(); }

 private:
  std::map<int32_t, uint64_t> fingerprints_;
};

void CheckFold(const client::Fold& fold, const ManualFold& expected, const v1::WatchStatusResponse& message) {
  Require(fold.digest() == expected.Sum(), "the digest is the sum of what is held");
  Require(fold.nodes().size() == expected.size(), "as many nodes are held as the manual says");
  const bool exact = message.has_checkpoint() && message.checkpoint().header().digest() == expected.Sum();
  Require(fold.complete() == exact, "it is complete at a checkpoint whose digest matches, and only there");
  for (const auto& [id, node] : fold.nodes()) Require(node.node_id() == id, "a node is held under its id");
}

void CheckEvents(const std::vector<Event>& events) {
  for (const Event& event : events) {
    const std::string json = EventJson(event);
    Require(fuzz::IsTopicJson(json) && fuzz::IsUtf8(json), "an event is JSON");
    Require(fuzz::IsPlainText(SanitizeJson(json)), "an event's JSON is one line");
    Require(fuzz::IsPlainText(EventSentence(event, absl::UnixEpoch())), "an event's sentence is plain text");
  }
}

void CheckFrame(const client::Fold& fold) {
  FrameInput input;
  input.server = "127.0.0.1:50051";
  input.header = fold.header();
  input.nodes = &fold.nodes();
  input.width = 40;
  input.height = 7;
  const std::vector<std::string> lines = Frame(input);
  Require(lines.size() <= input.height, "a frame keeps to its height");
  for (const std::string& line : lines) {
    Require(fuzz::IsPlainText(line), "a frame's lines are plain text");
    Require(DisplayWidth(line) <= input.width, "a frame's lines keep to its width");
  }
}

void Run(std::string_view input) {
  const google::protobuf::LogSilencer quiet;  // protobuf logs each text that is not UTF-8
  google::protobuf::io::ArrayInputStream stream(input.data(), static_cast<int>(input.size()));
  client::Fold fold;
  ManualFold expected;
  EventFilter event_filter(Republished::kShow, Heartbeats::kShow);
  v1::WatchStatusResponse message;
  while (google::protobuf::util::ParseDelimitedFromZeroCopyStream(&message, &stream, nullptr)) {
    const client::AppliedMessage applied = fold.Apply(message);
    expected.Apply(message);
    CheckFold(fold, expected, message);
    CheckEvents(event_filter.SelectEvents(applied, fold));
    CheckFrame(fold);
    message.Clear();
  }
}

}  // namespace
}  // namespace rollcall::cli

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rollcall::cli::Run(rollcall::fuzz::TextOf(data, size));
  return 0;
}
