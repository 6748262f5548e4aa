// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/tables.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "absl/strings/str_cat.h"
#include "display/notes.h"
#include "display/rows.h"
#include "display/state_cell.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// A column, and how its cell is made of a subject: a row, or a node.
template <typename Subject>
struct ColumnOf {
  const char* key;
  const char* title;
  size_t weight;
  Cell (*cell)(const Subject& subject, const v1::Header& header);
};

std::string PublishedText(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> published = client::PublishTime(node);
  if (!published.has_value()) return "-";
  if (!header.has_answer_time()) return TimeText(*published);
  const bool is_ahead = client::TimeAhead(node, header) > absl::ZeroDuration();
  return absl::StrCat(PublishAgeText(node, header), is_ahead ? "" : " ago");
}

// Sorted upwards, the youngest record is first, and a record without a time is last.
Cell PublishedCell(const v1::NodeStatus& node, const v1::Header& header) {
  constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
  const std::optional<absl::Time> published = client::PublishTime(node);
  return {PublishedText(node, header),
          published.has_value() ? -std::max(absl::ToUnixMillis(*published), -kLast) : kLast};
}

Cell NumberCell(int64_t number) { return {absl::StrCat(number), number}; }

Cell LeaseCell(const v1::NodeStatus& node) {
  if (!node.has_lease()) return {"-"};
  const absl::Duration lease = client::ToDuration(node.lease());
  return {AgeText(lease), absl::ToInt64Milliseconds(lease)};
}

constexpr ColumnOf<Row> kRowColumns[] = {
    {"name", "COPROCESSOR NAME", 2,
     [](const Row& r, const v1::Header&) -> Cell { return {NameText(r.coprocessor->name())}; }},
    {"node", "NODE ID", 0, [](const Row& r, const v1::Header&) { return NumberCell(r.node->node_id()); }},
    {"state", "STATE", 0, [](const Row& r, const v1::Header& h) -> Cell { return {RowStateCell(r, h)}; }},
    {"published", "PUBLISHED", 0, [](const Row& r, const v1::Header& h) { return PublishedCell(*r.node, h); }},
    {"revision", "REVISION", 0, [](const Row& r, const v1::Header&) { return NumberCell(r.node->revision()); }},
    {"lease", "LEASE", 0, [](const Row& r, const v1::Header&) { return LeaseCell(*r.node); }},
    {"instance", "INSTANCE", 1,
     [](const Row& r, const v1::Header&) -> Cell { return {Sanitize(r.node->publisher_instance())}; }},
    {"topics", "INPUT TOPICS", 1, [](const Row& r, const v1::Header&) -> Cell { return {TopicsText(*r.coprocessor)}; }},
    {"description", "DESCRIPTION", 1,
     [](const Row& r, const v1::Header&) -> Cell { return {Sanitize(r.coprocessor->description())}; }},
};

constexpr ColumnOf<v1::NodeStatus> kNodeColumns[] = {
    {"node", "NODE ID", 0, [](const v1::NodeStatus& n, const v1::Header&) { return NumberCell(n.node_id()); }},
    {"state", "STATE", 0, [](const v1::NodeStatus& n, const v1::Header& h) -> Cell { return {NodeStateCell(n, h)}; }},
    {"coprocessors", "COPROCESSORS", 0,
     [](const v1::NodeStatus& n, const v1::Header&) { return NumberCell(n.coprocessors_size()); }},
    {"published", "PUBLISHED", 0, [](const v1::NodeStatus& n, const v1::Header& h) { return PublishedCell(n, h); }},
    {"revision", "REVISION", 0, [](const v1::NodeStatus& n, const v1::Header&) { return NumberCell(n.revision()); }},
    {"lease", "LEASE", 0, [](const v1::NodeStatus& n, const v1::Header&) { return LeaseCell(n); }},
    {"instance", "INSTANCE", 1,
     [](const v1::NodeStatus& n, const v1::Header&) -> Cell { return {Sanitize(n.publisher_instance())}; }},
    {"note", "NOTE", 2, [](const v1::NodeStatus& n, const v1::Header& h) -> Cell { return {ShortNote(n, h)}; }},
};

template <typename Subject, size_t kCount>
Table MakeTable(const ColumnOf<Subject> (&columns)[kCount], std::span<const Subject* const> subjects,
                const v1::Header& header) {
  Table table;
  for (const ColumnOf<Subject>& column : columns) table.columns.push_back({column.key, column.title, column.weight});
  for (const Subject* subject : subjects) {
    std::vector<Cell>& cells = table.rows.emplace_back();
    for (const ColumnOf<Subject>& column : columns) cells.push_back(column.cell(*subject, header));
  }
  return table;
}

template <typename Subjects>
auto PointersTo(const Subjects& subjects) {
  std::vector<decltype(&*subjects.begin())> pointers;
  for (const auto& subject : subjects) pointers.push_back(&subject);
  return pointers;
}

}  // namespace

Table CoprocessorTable(const v1::ListNodesResponse& listing) {
  const std::vector<Row> rows = RowsByName(listing.nodes());
  return MakeTable<Row>(kRowColumns, PointersTo(rows), listing.header());
}

std::vector<std::string> CoprocessorColumns() { return {"name", "node", "state", "topics", "description"}; }

std::vector<std::string> WideCoprocessorColumns() {
  return {"name", "node", "state", "published", "revision", "topics", "description"};
}

Table NodeTable(const v1::ListNodesResponse& listing) {
  return MakeTable<v1::NodeStatus>(kNodeColumns, PointersTo(listing.nodes()), listing.header());
}

std::vector<std::string> NodeColumns() { return {"node", "state", "coprocessors", "published", "revision", "note"}; }

std::vector<std::string> WideNodeColumns() {
  return {"node", "state", "coprocessors", "published", "revision", "lease", "instance", "note"};
}

}  // namespace rollcall::cli
