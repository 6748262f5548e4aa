// SPDX-License-Identifier: Apache-2.0
// One call of WatchStatus: a cursor that the transport asks for messages. Used on the loop's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/api/watch_server.h"
#include "server/rpc/call.h"
#include "server/rpc/call_handler.h"
#include "server/watch/watcher.h"
#include "server/watch/watcher_group.h"

namespace rollcall::api {

class WatchCall final : public rpc::CallHandler, public watch::Subscriber {
 public:
  // The arguments must outlive it.
  WatchCall(WatchServer& server, rpc::Call& call);
  ~WatchCall() override;

  void Finish(const absl::Status& status) { call_.Finish(status); }

  void OnMessage(std::string message) override;
  std::optional<rpc::Message> NextMessage() override;
  void OnMessageSent() override;

  // Must only be called once the request was accepted.
  watch::Watcher& watcher() override { return *watcher_; }
  void Wake() override;

 private:
  void SetDueSince(std::optional<Instant> since);
  void Count(const watch::Message& message);

  WatchServer& server_;
  rpc::Call& call_;
  std::unique_ptr<watch::Watcher> watcher_;                    // null until the request was accepted
  std::optional<watch::WatcherGroup::Membership> membership_;  // after watcher_: ends before it
  std::optional<Instant> due_since_;                           // a message may be due, and is not sent yet
  // As WatchServer::changed_at: the oldest change that the next message will tell of, and the one that the message that
  // is being sent tells of. 0 if there is none.
  int64_t changed_at_ = 0;
  int64_t sending_changed_at_ = 0;
};

}  // namespace rollcall::api
