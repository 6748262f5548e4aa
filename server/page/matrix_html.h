// SPDX-License-Identifier: Apache-2.0
// The matrix as HTML: a mark and a color for each pair, with the marks and the words of `rollcall matrix`. Thread-safe.
#pragma once

#include "server/page/html.h"
#include "server/page/status_model.h"

namespace rollcall::page {

Html MatrixSection(const StatusModel& model);

}  // namespace rollcall::page
