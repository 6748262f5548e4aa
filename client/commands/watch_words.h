// What `rollcall watch` says about its connection.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "client/watch/fold.h"
#include "client/watch/resuming_watch.h"

namespace rollcall::client {

std::string LostText(const WatchObserver::Lost& lost, absl::Duration connect_timeout);
std::string ResumedText(const WatchObserver::Resumed& resumed, absl::Time now);
std::string MismatchText(const Fold& fold);

}  // namespace rollcall::client
