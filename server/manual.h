// SPDX-License-Identifier: Apache-2.0
// The manual of `rollcalld`, from the same definitions as --help.
#pragma once

#include "base/manual/page.h"

namespace rollcall {

manual::Page ServerManual();

}  // namespace rollcall
