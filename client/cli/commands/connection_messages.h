// SPDX-License-Identifier: Apache-2.0
// The messages of `rollcall watch` about its connection.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "client/lib/watch/resuming_watch.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

std::string WaitingText(const client::WatchObserver::Waiting& waiting, absl::Duration connect_timeout);
std::string LostText(const client::WatchObserver::Lost& lost, absl::Duration connect_timeout);
// `now` is when the message after the outage came.
std::string ResumedText(const client::WatchObserver::Resumed& resumed, Instant now);
// For a checkpoint, with this header, whose digest differs from that of the nodes received.
std::string MismatchText(const v1::Header& header);

}  // namespace rollcall::cli
