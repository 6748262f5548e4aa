// SPDX-License-Identifier: Apache-2.0
#include "base/http_connections.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall {

HttpConnections::Id HttpConnections::Begin(int socket, std::string host, Instant now) {
  MakeRoom(host, now);
  ++by_host_[host];
  return active_.insert(active_.end(), Entry{socket, std::move(host)});
}

void HttpConnections::Use(Id id) {
  if (!id->must_end) active_.splice(active_.end(), active_, id);
}

void HttpConnections::End(Id id) {
  if (id->must_end) {
    ending_.erase(id);
  } else {
    Leave(id->host);
    active_.erase(id);
  }
}

void HttpConnections::MakeRoom(const std::string& host, Instant now) {
  const auto of_host = by_host_.find(host);
  const bool is_host_full = of_host != by_host_.end() && of_host->second >= max_per_host_;
  if (!is_host_full && active_.size() < max_connections_) return;
  const auto longest = std::find_if(active_.begin(), active_.end(),
                                    [&](const Entry& entry) { return !is_host_full || entry.host == host; });
  CHECK(longest != active_.end());
  full_.Report(now, "closed a connection to the HTTP port that was silent, since there are as many as may be",
               absl::StrCat("from ", longest->host));
  ShutDown(longest);
}

// The server notices the end, and closes the socket.
void HttpConnections::ShutDown(Id id) {
  id->must_end = true;
  Leave(id->host);
  shutdown(id->socket, SHUT_RDWR);
  ending_.splice(ending_.end(), active_, id);
}

void HttpConnections::Leave(const std::string& host) {
  const auto found = by_host_.find(host);
  CHECK(found != by_host_.end());
  if (--found->second == 0) by_host_.erase(found);
}

}  // namespace rollcall
