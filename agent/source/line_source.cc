// SPDX-License-Identifier: Apache-2.0
#include "agent/source/line_source.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "agent/source/line_splitter.h"
#include "agent/source/stop_fd.h"

namespace rollcall::agent {
namespace {

constexpr size_t kReadBytes = 64 * 1024;

SourceEvent ToEvent(const LineSplitter::Line& line, const std::string& name) {
  SourceEvent event;
  event.origin = absl::StrCat("line ", line.number, " of ", name);
  if (line.is_too_long) {
    event.kind = SourceEvent::Kind::kFailed;
    event.error = absl::InvalidArgumentError(
        absl::StrCat(event.origin, " was skipped: it has more than ", kMaxStatusBytes, " bytes"));
  } else {
    event.text = line.text;
  }
  return event;
}

// False if it is to stop.
bool WaitForInput(int fd, int stop) {
  pollfd waits[] = {{.fd = fd, .events = POLLIN, .revents = 0}, {.fd = stop, .events = POLLIN, .revents = 0}};
  while (poll(waits, 2, -1) < 0) {
    if (errno != EINTR) return false;
  }
  return waits[1].revents == 0;
}

SourceEvent End(const std::string& message) {
  SourceEvent event;
  event.kind = SourceEvent::Kind::kEnded;
  event.error = absl::UnavailableError(message);
  return event;
}

}  // namespace

void LineSource::Run(Cancellation& stop, const SourceListener& listener) {
  const StopFd stop_fd(stop);
  LineSplitter splitter(kMaxStatusBytes, [&](const LineSplitter::Line& line) { listener(ToEvent(line, name_)); });
  std::array<char, kReadBytes> buffer;
  while (WaitForInput(fd_, stop_fd.get())) {
    const ssize_t size = read(fd_, buffer.data(), buffer.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size < 0) return listener(End(absl::StrCat(name_, " cannot be read: ", std::strerror(errno))));
    splitter.Add({buffer.data(), static_cast<size_t>(size)});
    if (size > 0) continue;
    splitter.End();
    return listener(End(absl::StrCat(name_, " has ended")));
  }
}

}  // namespace rollcall::agent
