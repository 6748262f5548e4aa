// SPDX-License-Identifier: Apache-2.0
#include "server/api/list_server.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/instant.h"

namespace rollcall::api {
namespace {

// A new snapshot, a filter over all nodes and a page together take about 100 ns for each node.
constexpr int32_t kLargeState = 5'000;  // nodes

int ThreadCount() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency() / 2), 1, 4); }

}  // namespace

ListServer::ListServer(state::Store& store, Service& service, Options options)
    : store_(store),
      service_(service),
      options_(std::move(options)),
      handler_(store),
      waiters_(store),
      pool_(ThreadCount()) {}

void ListServer::Shutdown() {
  waiters_.Shutdown();
  pool_.Shutdown();
}

void ListServer::Poll(Instant now) {
  if (now < next_expiry_) return;
  next_expiry_ = now + options_.expiry_interval;
  pool_.Submit([this] { handler_.DropExpired(options_.clock()); });
}

bool ListServer::IsLarge() const { return store_.NodeCount() > kLargeState; }

bool ListServer::MustWait(const list::ListQuery& query) const {
  return query.min_revision.has_value() && store_.IsReady() && store_.Revision() < *query.min_revision;
}

}  // namespace rollcall::api
