// SPDX-License-Identifier: Apache-2.0
// Says what a command waits for, once, if it waits for long.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"
#include "rollcall/cancellation.h"

namespace rollcall::cli {

// "an answer from a:1 (at most 10s)", "revision 7 at a:1 (at most 10s)": what a listing waits for.
std::string AwaitedText(const ConnectionOptions& connection, std::optional<int64_t> min_revision);

// "waiting for AWAITED", with the newest failure unless that is empty.
std::string NoticeText(const std::string& awaited, const std::string& failure);

// Writes NoticeText to stderr once the wait has lasted for a second. A thread does it, because the command waits inside
// a library.
class WaitNotice {
 public:
  static constexpr absl::Duration kDelay = absl::Seconds(1);

  // While it lives nothing else may write to context.err.
  WaitNotice(std::string awaited, CommandContext& context, absl::Duration delay = kDelay);
  ~WaitNotice();
  WaitNotice(const WaitNotice&) = delete;
  WaitNotice& operator=(const WaitNotice&) = delete;

  // An attempt has failed, and the wait goes on. Thread-safe.
  void SetFailure(const std::string& server, const absl::Status& why) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run(absl::Duration delay);

  const std::string awaited_;
  CommandContext& context_;
  Cancellation end_;
  Mutex mutex_;
  std::string failure_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace rollcall::cli
