// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_server.h"

#include <chrono>
#include <exception>
#include <future>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/http/wake_connection.h"
#include "server/listen_address.h"

namespace rollcall::http {
namespace {

constexpr std::chrono::milliseconds kKnockEvery(10);

}  // namespace

MetricsServer::MetricsServer(const std::string& listen, std::shared_ptr<const Metrics> metrics)
    : metrics_(std::move(metrics)),
      exposer_(std::in_place, listen, 1),
      address_(WithPort(listen, exposer_->GetListeningPorts().at(0))) {
  exposer_->RegisterCollectable(std::const_pointer_cast<Metrics>(metrics_));
}

// prometheus-cpp serves by civetweb, whose accepting thread asks whether it is to stop when a connection comes, and
// every two seconds (1.15: SOCKET_TIMEOUT_QUANTUM, a constant of its build). So one comes, until all has stopped: it
// must be after the stop began, of which civetweb gives no sign.
MetricsServer::~MetricsServer() {
  const std::future<void> stop = std::async(std::launch::async, [this] { exposer_.reset(); });
  bool has_stopped = false;
  while (!has_stopped) {
    const WakeConnection knock(address_);
    has_stopped = stop.wait_for(kKnockEvery) == std::future_status::ready;
  }
}

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(const std::string& listen,
                                                                    std::shared_ptr<const Metrics> metrics) {
  try {
    return std::unique_ptr<MetricsServer>(new MetricsServer(listen, std::move(metrics)));
  } catch (const std::exception&) {  // it does not say why
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", listen, ": ", WhyNotListen(listen),
                                               "; choose another address with --metrics-listen, or end what uses this "
                                               "one"));
  }
}

}  // namespace rollcall::http
