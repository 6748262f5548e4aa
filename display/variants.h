// SPDX-License-Identifier: Apache-2.0
// Compares what a coprocessor is on different nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "display/rows.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// Which parts of a coprocessor are compared. Input topics are compared as sets.
enum class CompareFields { kTopicsAndDescription, kTopics };

// Nodes on which one coprocessor is the same. `rows` is never empty and is ordered by node id.
struct Variant {
  std::vector<Row> rows;
  size_t votes = 0;  // rows on nodes that are up and not stale
};

// What one coprocessor is on all nodes. Points into the nodes from which the rows were made.
struct Spread {
  std::vector<Row> rows;          // by node id
  std::vector<Variant> variants;  // the one with the most votes first
  bool is_split = false;          // no variant has more than half of the votes, and there are several
};

// The rows of one coprocessor, by node id.
std::vector<Row> RowsNamed(const v1::ListNodesResponse& listing, std::string_view name);

// `rows` are all those of one coprocessor.
Spread SpreadOf(std::vector<Row> rows, const v1::Header& header, CompareFields compare);

bool IsSame(const v1::Coprocessor& a, const v1::Coprocessor& b, CompareFields compare);

// A field of a coprocessor that is compared.
enum class DefinitionField { kInputTopics, kDescription };

// "input topics" or "description".
std::string DefinitionFieldText(DefinitionField field);

// The field's name in protobuf's JSON.
std::string DefinitionFieldJsonName(DefinitionField field);

// In which fields two coprocessors differ.
std::vector<DefinitionField> DifferingFields(const v1::Coprocessor& a, const v1::Coprocessor& b);

// Whether the publisher's own word for how it runs is "errored", in any case.
bool IsErrored(const v1::Coprocessor& coprocessor);

// Whether the node's own record says that it is up, and the record is not stale.
bool IsUpNow(const v1::NodeStatus& node, const v1::Header& header);

std::vector<int32_t> NodeIdsOf(const std::vector<Row>& rows);

// The names of all coprocessors of a listing, in their order (bytes), each once.
std::vector<std::string> CoprocessorNames(const v1::ListNodesResponse& listing);

}  // namespace rollcall
