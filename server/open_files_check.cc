// SPDX-License-Identifier: Apache-2.0
#include "server/open_files_check.h"

#include "base/log.h"
#include "base/open_files.h"

namespace rollcall {

void RaiseOpenFilesFor(size_t max_connections) {
  constexpr size_t kReserve = 1'200;  // 1,000 connections of HTTP; Kafka, and the files of TLS and of settings
  const size_t limit = RaiseOpenFilesLimit();
  if (limit >= max_connections + kReserve) return;
  Log(LogLevel::kWarning,
      "fewer files can be open than --max-connections needs; raise the hard limit (LimitNOFILE of systemd, ulimit -Hn) "
      "or lower --max-connections",
      {{"limit", limit}, {"needed", max_connections + kReserve}});
}

}  // namespace rollcall
