// SPDX-License-Identifier: Apache-2.0
// A drift report as text.
#pragma once

#include <string>
#include <vector>

#include "client/cli/drift/report.h"

namespace rollcall::cli {

// COPROCESSOR, KIND, FIELD, EXPECTED, FOUND, NODES; one row for each difference. Empty if there are none.
std::string DriftTable(const DriftReport& report);

// For people: what was compared, which nodes were not, and why the answer may be wrong.
std::vector<std::string> DriftNotes(const DriftReport& report);

// One object. docs/client.md describes the fields.
std::string DriftJson(const DriftReport& report);

// One object a line, with a `type`: header, then each difference, then each node that was not compared.
std::string DriftNdjson(const DriftReport& report);

}  // namespace rollcall::cli
