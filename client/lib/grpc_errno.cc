// SPDX-License-Identifier: Apache-2.0
#include "client/lib/grpc_errno.h"

#include <grpcpp/version_info.h>

#define ROLLCALL_GRPC_READS_ERRNO_LATE (GRPC_CPP_VERSION_MAJOR == 1 && GRPC_CPP_VERSION_MINOR < 61)

#if ROLLCALL_GRPC_READS_ERRNO_LATE
#include "absl/base/internal/sysinfo.h"
#endif

namespace rollcall::client {

void CountCpusBeforeConnecting() {
#if ROLLCALL_GRPC_READS_ERRNO_LATE
  absl::base_internal::NumCPUs();
#endif
}

}  // namespace rollcall::client
