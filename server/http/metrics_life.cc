// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_life.h"

namespace rollcall::http {

void AddLife(bool is_draining, const ReloadStatus& reload, MetricFamilies& families) {
  families.AddGauge("rollcall_draining", "1 from SIGTERM on, while the server moves its callers to others.",
                    is_draining ? 1 : 0);
  families.AddGauge("rollcall_config_last_reload_successful", "0 if the settings could not be used at the last SIGHUP.",
                    reload.is_success() ? 1 : 0);
  families.AddGauge("rollcall_config_last_reload_success_timestamp_seconds",
                    "When the settings were last read and could be used, in Unix time.",
                    UnixSeconds(reload.last_success()));
}

void AddAccessFiles(const AccessFiles& files, MetricFamilies& families) {
  families.AddGauge("rollcall_access_files_usable",
                    "0 if a file of TLS or of tokens could not be used when it was last read.",
                    files.are_usable ? 1 : 0);
  MetricSeries expiry = families.Gauge("rollcall_certificate_expiry_timestamp_seconds",
                                       "When the server's certificate expires, in Unix time.");
  if (files.certificate_expiry.has_value()) expiry.Set({}, UnixSeconds(*files.certificate_expiry));
}

}  // namespace rollcall::http
