// SPDX-License-Identifier: Apache-2.0
// A matrix as JSON; docs/client.md has its fields.
#pragma once

#include <string>

#include "display/matrix.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// One object with a line end.
std::string MatrixJson(const Matrix& matrix, const v1::Header& header);

// The header and the nodes on the first line, then one coprocessor a line.
std::string MatrixNdjson(const Matrix& matrix, const v1::Header& header);

}  // namespace rollcall::cli
