// SPDX-License-Identifier: Apache-2.0
#include "base/host_name.h"

#include <unistd.h>

namespace rollcall {

std::optional<std::string> HostName() {
  char name[256] = "";
  const bool has_name = gethostname(name, sizeof(name) - 1) == 0 && name[0] != '\0';
  return has_name ? std::optional<std::string>(name) : std::nullopt;
}

}  // namespace rollcall
