// SPDX-License-Identifier: Apache-2.0
// The status page: the filter, what needs attention, the matrix of coprocessors by nodes, and the table. Thread-safe.
#pragma once

#include <string>

#include "server/page/status_model.h"

namespace rollcall::page {

std::string StatusPage(const StatusModel& model);

}  // namespace rollcall::page
