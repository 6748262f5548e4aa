// SPDX-License-Identifier: Apache-2.0
// Says for what a command waits, while it waits.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "base/deadline.h"
#include "rollcall/cancellation.h"

namespace rollcall::agent {

// Writes "rollcall-agent: still waiting for WHAT: REASON (12s of 30s)" to `err`, 4 s after the wait of `timeout` began
// and then every 4 s. A thread does it, because the wait may be inside a library. Nothing else may write to `err` in
// the meantime.
class WaitNotice {
 public:
  static constexpr absl::Duration kInterval = absl::Seconds(4);

  // `deadline` is the end of the wait. `reason` is called by the thread; if it returns an empty text, the notice says
  // that there is no answer yet.
  WaitNotice(std::string what, std::function<std::string()> reason, const Deadline& deadline, absl::Duration timeout,
             std::ostream& err, absl::Duration interval = kInterval);
  ~WaitNotice();  // ends the notices
  WaitNotice(const WaitNotice&) = delete;
  WaitNotice& operator=(const WaitNotice&) = delete;

 private:
  void Run();

  const std::string what_;
  const std::function<std::string()> reason_;
  const Deadline deadline_;
  const absl::Duration timeout_;
  const absl::Duration interval_;
  std::ostream& err_;
  Cancellation end_;
  std::thread thread_;
};

// How long after its beginning a wait that has lasted for `waited` has its next notice: at whole intervals.
absl::Duration NextNotice(absl::Duration waited, absl::Duration interval);

}  // namespace rollcall::agent
