// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/instance.h"

#include <unistd.h>

#include <random>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/absl_view.h"
#include "base/host_name.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

std::string FormatInstance(const Instance& instance) {
  return absl::StrCat(instance.kind, ":", instance.generation, ":", instance.id);
}

std::optional<Instance> ParseInstance(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(AbslView(text), ':');
  Instance instance;
  if (parts.size() != 3 || parts[0].empty() || parts[2].empty()) return std::nullopt;
  if (!absl::SimpleAtoi(parts[1], &instance.generation) || instance.generation < 0) return std::nullopt;
  instance.kind = parts[0];
  instance.id = parts[2];
  if (FormatInstance(instance) != text) return std::nullopt;  // such as "run: 5:x" or "run:+5:x"
  return instance;
}

bool IsNewer(const Instance& a, const Instance& b) {
  return std::tie(a.generation, a.id) > std::tie(b.generation, b.id);
}

std::string NewInstanceId() {
  const std::string host = HostName().value_or("-");
  std::random_device device;
  return absl::StrCat(absl::StrReplaceAll(host, {{":", "-"}}), "-", getpid(), "-",
                      absl::StrFormat("%08x", static_cast<uint32_t>(device())));
}

Instance NewInstance(std::string kind) {
  return {.kind = std::move(kind), .generation = absl::ToUnixMillis(Instant::Now().wall()), .id = NewInstanceId()};
}

}  // namespace rollcall::agent
