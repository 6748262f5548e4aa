// SPDX-License-Identifier: Apache-2.0
// What `rollcall watch` says about its connection.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "client/lib/watch/fold.h"
#include "client/lib/watch/resuming_watch.h"

namespace rollcall::cli {

std::string LostText(const client::WatchObserver::Lost& lost, absl::Duration connect_timeout);
std::string ResumedText(const client::WatchObserver::Resumed& resumed, absl::Time now);
std::string MismatchText(const client::Fold& fold);

}  // namespace rollcall::cli
