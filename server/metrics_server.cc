#include "server/metrics_server.h"

#include <exception>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/listen_address.h"

namespace rollcall {

MetricsServer::MetricsServer(const std::string& listen, std::shared_ptr<const Metrics> metrics)
    : metrics_(std::move(metrics)),
      exposer_(listen, 1),
      address_(WithPort(listen, exposer_.GetListeningPorts().at(0))) {
  exposer_.RegisterCollectable(std::const_pointer_cast<Metrics>(metrics_));
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

}  // namespace rollcall
