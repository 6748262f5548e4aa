// SPDX-License-Identifier: Apache-2.0
#include "base/metrics_server.h"

#include <chrono>
#include <exception>
#include <future>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/listen_address.h"
#include "base/wake_connection.h"

namespace rollcall {
namespace {

constexpr std::chrono::milliseconds kWakeInterval(10);

}  // namespace

MetricsServer::MetricsServer(const std::string& listen, std::shared_ptr<const prometheus::Collectable> metrics)
    : metrics_(std::move(metrics)),
      exposer_(std::in_place, listen, 1),
      address_(WithPort(listen, exposer_->GetListeningPorts().at(0))) {
  exposer_->RegisterCollectable(std::const_pointer_cast<prometheus::Collectable>(metrics_));
}

// prometheus-cpp uses civetweb, whose accepting thread checks whether it is to stop after each connection, and
// otherwise every two seconds (in 1.15: SOCKET_TIMEOUT_QUANTUM, a constant of its build). A connection ends that wait,
// if it comes after the stop has begun. civetweb does not report when that is, so this connects again and again.
MetricsServer::~MetricsServer() {
  const std::future<void> stop = std::async(std::launch::async, [this] { exposer_.reset(); });
  bool has_stopped = false;
  while (!has_stopped) {
    const WakeConnection wake(address_);
    has_stopped = stop.wait_for(kWakeInterval) == std::future_status::ready;
  }
}

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(
    const std::string& listen, std::shared_ptr<const prometheus::Collectable> metrics) {
  try {
    return std::unique_ptr<MetricsServer>(new MetricsServer(listen, std::move(metrics)));
  } catch (const std::exception&) {  // does not contain the reason
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", listen, ": ", WhyNotListen(listen),
                                               "; choose another address with --metrics-listen, or end what uses this "
                                               "one"));
  }
}

}  // namespace rollcall
