// SPDX-License-Identifier: Apache-2.0
// Serves metrics over HTTP, at /metrics, for Prometheus. One thread serves all scrapers by events, so that one that
// sends nothing, or half a request, keeps nobody waiting. When there are as many connections as may be, a new one takes
// the place of the one that has been silent longest. Thread-safe.
#pragma once

#include <prometheus/collectable.h>
#include <sys/socket.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/metrics_connections.h"

struct MHD_Daemon;

namespace rollcall {

struct MetricsServerLimits {
  unsigned max_connections = 1'000;
  unsigned max_connections_per_address = 500;
  unsigned silence_s = 10;  // a connection on which nothing was sent for so long is closed
};

class MetricsServer {
 public:
  // Listens on HOST:PORT, where port 0 takes a free one. UNAVAILABLE if it cannot.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(const std::string& listen,
                                                              std::shared_ptr<const prometheus::Collectable> metrics,
                                                              MetricsServerLimits limits = {});
  // Waits for a scrape that is being made, and ends the connections.
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  // HOST:PORT, with the port that was taken.
  const std::string& address() const { return address_; }

 private:
  struct Callbacks;
  MetricsServer(std::shared_ptr<const prometheus::Collectable> metrics, const MetricsServerLimits& limits)
      : metrics_(std::move(metrics)), connections_(limits.max_connections, limits.max_connections_per_address) {}
  // Whether it could.
  bool Listen(const sockaddr& address, const MetricsServerLimits& limits);

  const std::shared_ptr<const prometheus::Collectable> metrics_;
  MetricsConnections connections_;  // used by the thread of libmicrohttpd
  MHD_Daemon* daemon_ = nullptr;    // of libmicrohttpd
  std::string address_;
};

}  // namespace rollcall
