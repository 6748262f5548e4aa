// SPDX-License-Identifier: Apache-2.0
// Errors of the API as absl::Status (field_errors.h has those of single fields). Their google.rpc details are payloads
// under their type URLs, which are copied into the gRPC status as they are. Every error has a google.rpc.ErrorInfo with
// the domain "rollcall.v1". Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::response {

using Metadata = std::vector<std::pair<std::string, std::string>>;

// `code` is not OK. `message` is cut at 1 KiB, so that all details stay under 4 KiB.
absl::Status Error(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                   const Metadata& metadata = {});

// Adds one more google.rpc detail.
void AddDetail(const google::protobuf::Message& detail, absl::Status& status);

// `text`, which is UTF-8, cut between two code points if it is longer than the limit, which is 3 bytes at least.
std::string Truncate(std::string_view text, size_t limit_bytes);

// UNAVAILABLE with google.rpc.RetryInfo: try again after kRetryAfter at the earliest, or another server.
absl::Status Unavailable(v1::ErrorReason reason, std::string_view message, const Metadata& metadata = {});

// RetryInfo asks for this and up to half as much more, so that callers that were refused together do not come back
// together.
inline constexpr absl::Duration kRetryAfter = absl::Seconds(1);

// RESOURCE_EXHAUSTED with google.rpc.RetryInfo: a limit of this server is reached, so that another one, or this one
// after kRetryAfter, may have room.
absl::Status TooManyWatches(int limit);                  // WATCHER_LIMIT
absl::Status TooManyLists(size_t limit);                 // LIST_LIMIT: so many wait
absl::Status TooManyHistories(size_t limit);             // HISTORY_LIMIT: so many wait
absl::Status TooManyUnreadAnswers(int64_t limit_bytes);  // OVERLOADED: callers do not read them

// REVISION_NOT_REACHED: this replica has not reached `wanted` in the time that a request waits.
absl::Status RevisionNotReached(int64_t wanted, int64_t reached);

// SHUTTING_DOWN: this server is stopping. Another one may serve the request.
absl::Status ShuttingDown();

}  // namespace rollcall::response
