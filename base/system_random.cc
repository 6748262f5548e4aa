// SPDX-License-Identifier: Apache-2.0
#include "base/system_random.h"

#include <memory>
#include <random>

namespace rollcall {

std::function<double()> SystemRandom() {
  auto generator = std::make_shared<std::minstd_rand>(std::random_device()());
  return [generator] { return std::uniform_real_distribution<double>(0, 1)(*generator); };
}

}  // namespace rollcall
