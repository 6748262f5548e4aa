// SPDX-License-Identifier: Apache-2.0
// Writes a watch as lines: NDJSON for programs, sentences for logs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "client/cli/commands/command_context.h"
#include "client/cli/commands/hidden_nodes.h"
#include "client/cli/commands/watch_view.h"
#include "client/cli/render/event.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

class LineView final : public WatchView {
 public:
  // Returns the line of an event, without the line end, or nothing if it has none. `now` is the time on the client's
  // clock.
  using FormatEvent = std::function<std::string(const Event& event, absl::Time now)>;
  // `filter` is that of the watch.
  LineView(const v1::Filter& filter, EventFilter event_filter, FormatEvent format_event, absl::Duration connect_timeout,
           CommandContext& context);

  void Start(client::Client& client) override;
  void OnWaiting(const Waiting& waiting) override;
  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  void OnWrongDigest(const WrongDigest& wrong) override;
  absl::Status OnMessage(const client::ViewStep& step, const client::ClusterWatch& watch) override;
  Instant NextTick() const override;
  absl::Status Tick(const client::ClusterWatch& watch) override;
  void Close(const client::ClusterWatch&) override { hidden_.Stop(); }

 private:
  void Report(const std::string& message);
  void AppendLine(const Event& event, std::string& lines) const;
  absl::Status WriteHidden(const std::map<int32_t, v1::NodeStatus>& shown);

  HiddenNodes hidden_;  // active until they are written
  bool has_synced_ = false;
  EventFilter event_filter_;
  const FormatEvent format_event_;
  const absl::Duration connect_timeout_;
  CommandContext& context_;
  std::string pending_lines_;  // from OnResumed, written with the message that follows
  absl::Status lost_written_;  // whether all lines from OnLost were written
};

}  // namespace rollcall::cli
