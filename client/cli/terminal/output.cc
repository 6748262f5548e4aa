// SPDX-License-Identifier: Apache-2.0
#include "client/cli/terminal/output.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"

namespace rollcall::cli {
namespace {

// PIPE_BUF: after poll() has reported a pipe as writable, a write of at most this size does not block.
constexpr size_t kChunkBytes = 4096;

}  // namespace

FileOutput::FileOutput(int descriptor, Cancellation& cancellation)
    : descriptor_(descriptor), wake_(eventfd(0, EFD_CLOEXEC)), registration_(cancellation, [this] {
        // Fails only if the counter is full, and then the eventfd is readable already.
        [[maybe_unused]] const int unused = eventfd_write(wake_.get(), 1);
      }) {}

absl::Status FileOutput::Write(std::string_view text) {
  while (!text.empty()) {
    if (absl::Status status = WaitUntilWritable(); !status.ok()) return status;
    const ssize_t written = write(descriptor_, text.data(), std::min(text.size(), kChunkBytes));
    if (written >= 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EPIPE) {
      return absl::CancelledError("the reader has closed the pipe");
    } else if (errno != EINTR && errno != EAGAIN) {
      return absl::ErrnoToStatus(errno, "cannot write the output");
    }
  }
  return absl::OkStatus();
}

absl::Status FileOutput::WaitUntilWritable() {
  pollfd waits[] = {{.fd = descriptor_, .events = POLLOUT, .revents = 0},
                    {.fd = wake_.get(), .events = POLLIN, .revents = 0}};
  while (poll(waits, 2, -1) < 0) {
    if (errno != EINTR) return absl::ErrnoToStatus(errno, "cannot wait for the output");
  }
  // Includes POLLERR and POLLHUP: write() then returns the error.
  if (waits[0].revents != 0) return absl::OkStatus();
  return absl::CancelledError("canceled while the reader did not read");
}

}  // namespace rollcall::cli
