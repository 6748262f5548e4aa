// SPDX-License-Identifier: Apache-2.0
// The messages of `rollcall watch` about its connection.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "rollcall/client/watch.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

std::string WaitingText(const client::WatchObserver::Waiting& waiting, absl::Duration connect_timeout);
std::string LostText(const client::WatchObserver::Lost& lost, absl::Duration connect_timeout);
// `now` is when the message after the outage came.
std::string ResumedText(const client::WatchObserver::Resumed& resumed, Instant now);
std::string WrongDigestText(const client::WatchObserver::WrongDigest& wrong);

}  // namespace rollcall::cli
