// SPDX-License-Identifier: Apache-2.0
// Serves metrics over HTTP, at /metrics, for Prometheus. Thread-safe.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace rollcall {

class MetricsServer {
 public:
  // Listens on HOST:PORT, where port 0 takes a free one. UNAVAILABLE if it cannot.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(const std::string& listen,
                                                              std::shared_ptr<const prometheus::Collectable> metrics);
  // Takes milliseconds, or two seconds if a client is connected and has not sent its request yet.
  ~MetricsServer();

  // HOST:PORT, with the port that was taken.
  const std::string& address() const { return address_; }

 private:
  MetricsServer(const std::string& listen, std::shared_ptr<const prometheus::Collectable> metrics);

  const std::shared_ptr<const prometheus::Collectable> metrics_;
  std::optional<prometheus::Exposer> exposer_;
  std::string address_;
};

}  // namespace rollcall
