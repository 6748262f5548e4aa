// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/render.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/json_values.h"
#include "client/cli/render/node_ranges.h"
#include "display/notes.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

using Kind = Difference::Kind;

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kMissing:
      return "missing";
    case Kind::kExtra:
      return "extra";
    case Kind::kDiffers:
      return "differs";
  }
  DieOfBug("a kind of difference has no name");
}

std::string_view JsonFieldName(Field field) { return field == Field::kInputTopics ? "inputTopics" : FieldName(field); }

std::string ExpectedText(const Difference& difference) {
  if (difference.is_split) return "split";
  if (difference.kind != Kind::kDiffers) return difference.kind == Kind::kMissing ? "present" : "absent";
  return FieldText(*difference.field, *difference.expected);
}

std::string FoundText(const Difference& difference) {
  if (difference.kind != Kind::kDiffers) return difference.kind == Kind::kMissing ? "absent" : "present";
  return FieldText(*difference.field, *difference.found);
}

Json FieldJson(Field field, const Definition& definition) {
  if (field == Field::kInputTopics) return definition.input_topics;
  return field == Field::kDescription ? definition.description : definition.state;
}

// `expected` and `found` are values of the field, or whether the coprocessor is there.
Json DifferenceJson(const Difference& difference) {
  Json json = {{"coprocessor", difference.coprocessor}, {"kind", KindName(difference.kind)}};
  const bool differs = difference.kind == Kind::kDiffers;
  json["field"] = differs ? Json(JsonFieldName(*difference.field)) : Json(nullptr);
  json["split"] = difference.is_split;
  if (difference.is_split) {
    json["expected"] = nullptr;
  } else {
    json["expected"] =
        differs ? FieldJson(*difference.field, *difference.expected) : Json(difference.kind == Kind::kMissing);
  }
  json["found"] = differs ? FieldJson(*difference.field, *difference.found) : Json(difference.kind == Kind::kExtra);
  json["nodeIds"] = difference.node_ids;
  return json;
}

Json NotComparedJson(const NotCompared& node) { return {{"nodeId", node.node_id}, {"why", node.why}}; }

// What the report is based on.
Json HeaderJson(const DriftReport& report) {
  return {{"header", MessageJson(report.header)},
          {"reference", report.reference},
          {"comparedNodes", report.compared},
          {"warnings", report.warnings}};
}

std::string Line(std::string_view type, const Json& fields) {
  Json line = {{"type", type}};
  line.update(fields);
  return JsonText(line, JsonLayout::kOneLine);
}

std::string SummaryNote(const DriftReport& report) {
  const std::string nodes = Count(static_cast<int64_t>(report.compared), "node");
  const auto differences = static_cast<int64_t>(report.differences.size());
  if (differences == 0) return absl::StrCat("no drift: compared ", nodes, " with ", report.reference);
  return absl::StrCat(Count(differences, "difference"), ": compared ", nodes, " with ", report.reference);
}

}  // namespace

std::string DriftTable(const DriftReport& report) {
  if (report.differences.empty()) return "";
  std::vector<Cells> lines;
  for (const Difference& difference : report.differences) {
    const std::string field = difference.field.has_value() ? std::string(FieldName(*difference.field)) : "-";
    lines.push_back({NameText(difference.coprocessor), std::string(KindName(difference.kind)), field,
                     ExpectedText(difference), FoundText(difference), NodeRanges(difference.node_ids)});
  }
  return JoinLines(FormatColumns({"COPROCESSOR", "KIND", "FIELD", "EXPECTED", "FOUND", "NODES"}, lines));
}

std::vector<std::string> DriftNotes(const DriftReport& report) {
  std::vector<std::string> notes = {SummaryNote(report)};
  for (const NotCompared& node : report.not_compared) notes.push_back(absl::StrCat("not compared: ", node.why));
  notes.insert(notes.end(), report.warnings.begin(), report.warnings.end());
  if (std::string source = SourceNote(report.header); !source.empty()) notes.push_back(std::move(source));
  return notes;
}

std::string DriftJson(const DriftReport& report) {
  Json json = HeaderJson(report);
  json["differences"] = Json::array();
  for (const Difference& difference : report.differences) json["differences"].push_back(DifferenceJson(difference));
  json["notCompared"] = Json::array();
  for (const NotCompared& node : report.not_compared) json["notCompared"].push_back(NotComparedJson(node));
  return JsonText(json, JsonLayout::kIndented);
}

std::string DriftNdjson(const DriftReport& report) {
  std::string lines = Line("header", HeaderJson(report));
  for (const Difference& difference : report.differences) lines += Line("difference", DifferenceJson(difference));
  for (const NotCompared& node : report.not_compared) lines += Line("notCompared", NotComparedJson(node));
  return lines;
}

}  // namespace rollcall::cli
