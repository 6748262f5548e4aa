// SPDX-License-Identifier: Apache-2.0
// A watch of any bytes: messages, each with its length before it; an empty one, which no server sends, ends a stream.
// They are folded as the API's manual says, and every output format shows them safely.
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/render/event.h"
#include "client/cli/render/event_json.h"
#include "client/cli/render/event_sentence.h"
#include "client/cli/screen/frame.h"
#include "client/cli/screen/screen_model.h"
#include "display/text.h"
#include "rollcall/client/cluster_view.h"
#include "rollcall/instant.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_grammar.h"

namespace rollcall::cli {
namespace {

using fuzz::Require;

// The client loop of the API's manual, line by line. A checkpoint with a wrong digest has no effect.
class ManualFold {
 public:
  using Fingerprints = std::map<int32_t, uint64_t>;

  void Apply(const v1::WatchStatusResponse& message) {
    aside_.push_back(message);
    if (!message.has_checkpoint()) return;
    Fingerprints next = held_;
    for (const v1::WatchStatusResponse& one : aside_) ApplyTo(next, one);
    aside_.clear();
    if (Sum(next) != message.checkpoint().header().digest()) return;
    held_ = std::move(next);
    is_complete_ = true;
  }
  void EndStream() { aside_.clear(); }

  static uint64_t Sum(const Fingerprints& fingerprints) {
    uint64_t sum = 0;
    for (const auto& [id, fingerprint] : fingerprints) sum += fingerprint;
    return sum;
  }
  const Fingerprints& held() const { return held_; }
  bool is_complete() const { return is_complete_; }

 private:
  static void ApplyTo(Fingerprints& fingerprints, const v1::WatchStatusResponse& message) {
    if (message.has_snapshot_started()) fingerprints.clear();
    for (const v1::NodeStatus& node : message.updated()) fingerprints[node.node_id()] = node.fingerprint();
    for (const v1::RemovedNode& node : message.removed()) fingerprints.erase(node.node_id());
  }

  std::vector<v1::WatchStatusResponse> aside_;
  Fingerprints held_;
  bool is_complete_ = false;
};

void CheckFold(const client::ClusterView& view, const ManualFold& expected) {
  Require(view.digest() == ManualFold::Sum(expected.held()), "the digest is the sum of what is held");
  ManualFold::Fingerprints held;
  for (const auto& [id, node] : view.nodes()) {
    Require(node.node_id() == id, "a node is held under its id");
    held[id] = node.fingerprint();
  }
  Require(held == expected.held(), "the nodes are held that the manual says");
  Require(view.complete() == expected.is_complete(), "it is complete from the first good checkpoint on");
}

void CheckEvent(const Event& event) {
  const std::string json = EventJson(event);
  Require(fuzz::IsTopicJson(json) && fuzz::IsUtf8(json), "an event is JSON");
  Require(fuzz::IsPlainText(SanitizeJson(json)), "an event's JSON is one line");
  Require(fuzz::IsPlainText(EventSentence(event, absl::UnixEpoch())), "an event's sentence is plain text");
}

void CheckFrame(const client::ClusterView& view, const ScreenModel& model) {
  FrameInput input;
  input.server = "127.0.0.1:50051";
  input.header = view.header();
  input.model = &model;
  input.width = 60;
  input.height = 9;
  const std::vector<Line> lines = RenderFrame(input).lines;
  Require(lines.size() <= input.height, "a frame keeps to its height");
  for (const Line& line : lines) {
    Require(fuzz::IsPlainText(LineText(line, Color::kNone)), "a frame's lines are plain text");
    Require(LineWidth(line) <= input.width, "a frame's lines keep to its width");
  }
}

void Run(std::string_view input) {
  const google::protobuf::LogSilencer quiet;  // protobuf logs each text that is not UTF-8
  google::protobuf::io::ArrayInputStream stream(input.data(), static_cast<int>(input.size()));
  client::ClusterView view;
  ManualFold expected;
  EventFilter event_filter(Republished::kShow, Heartbeats::kShow);
  ScreenModel model({});
  const std::map<int32_t, v1::NodeStatus> no_hidden_nodes;
  Instant now;
  v1::WatchStatusResponse message;
  while (google::protobuf::util::ParseDelimitedFromZeroCopyStream(&message, &stream, nullptr)) {
    if (message.ByteSizeLong() == 0) {
      view.DropAside();
      expected.EndStream();
    }
    const client::ViewStep step = view.Apply(message);
    expected.Apply(message);
    CheckFold(view, expected);
    event_filter.SelectEvents(step, view, CheckEvent);
    now += absl::Seconds(1);
    model.Record(step, now);
    model.Refresh({view.nodes(), no_hidden_nodes, view.header()}, now);
    CheckFrame(view, model);
    message.Clear();
  }
}

}  // namespace
}  // namespace rollcall::cli

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rollcall::cli::Run(rollcall::fuzz::TextOf(data, size));
  return 0;
}
