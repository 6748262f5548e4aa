// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/transform_report.h"

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"

namespace rollcall::agent {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> kStateNames = {"running", "inactive", "unknown", "errored"};
constexpr int kMaxDepth = 6;              // a report has four levels
constexpr size_t kMaxMessageBytes = 300;  // of an error's message that is shown

// Drops what is nested deeper than any report, and each environment, while the text is parsed.
bool IsKept(int depth, Json::parse_event_t event, const Json& parsed) {
  const bool is_environment =
      event == Json::parse_event_t::key && parsed.is_string() && parsed.get_ref<const std::string&>() == "environment";
  return depth <= kMaxDepth && !is_environment;
}

// A discarded value if the text is not JSON.
Json Parse(std::string_view text) { return Json::parse(text.begin(), text.end(), IsKept, /*allow_exceptions=*/false); }

absl::Status NotAReport(std::string_view what) {
  return absl::DataLossError(
      absl::StrCat("the answer is not a whole report about transforms: ", AbslView(what),
                   "; check that the URL is that of Redpanda's admin API, whose port is 9644 by default"));
}

absl::Status NotJson(std::string_view body) {
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(AbslView(body));
  if (text.empty()) return NotAReport("it is empty");
  if (absl::StartsWith(text, "<")) return NotAReport("it is HTML or XML, as a proxy or a web server sends it");
  return NotAReport(absl::StrCat("it is not JSON, or it was cut after ", body.size(), " bytes"));
}

// Null for a field that is missing or null.
const Json* FindField(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

// Reads the fields of one object, and remembers the first problem.
class FieldReader {
 public:
  FieldReader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) AddProblem(absl::StrCat(where_, " is no object"));
  }

  std::string Text(const char* name) {
    const Json* field = FindField(object_, name);
    if (field != nullptr && field->is_string()) return field->get<std::string>();
    AddProblem(absl::StrCat(where_, " has no ", name));
    return "";
  }

  // Beyond the range of int32_t and below 0 is no number of a node or partition: nullopt, but no problem.
  std::optional<int32_t> Number(const char* name) {
    const Json* field = FindField(object_, name);
    if (field == nullptr || !field->is_number_integer()) {
      AddProblem(absl::StrCat(where_, " has no ", name));
      return std::nullopt;
    }
    const auto number = field->get<int64_t>();
    if (number < 0 || number > std::numeric_limits<int32_t>::max()) return std::nullopt;
    return static_cast<int32_t>(number);
  }

  // A list that is missing is empty.
  const Json& List(const char* name) {
    static const Json empty = Json::array();
    const Json* field = FindField(object_, name);
    if (field == nullptr) return empty;
    if (field->is_array()) return *field;
    AddProblem(absl::StrCat(where_, " has a ", name, " that is no list"));
    return empty;
  }

  void AddProblem(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }
  const std::string& problem() const { return problem_; }

 private:
  const Json& object_;
  const std::string where_;
  std::string problem_;
};

PartitionState StateNamed(std::string_view name) {
  for (size_t state = 0; state < kStateNames.size(); ++state) {
    if (kStateNames[state] == name) return static_cast<PartitionState>(state);
  }
  return PartitionState::kUnknown;
}

// Adds the partition to the transform, if it has a node. Returns what is wrong with it; empty if nothing is.
std::string ReadPartition(const Json& json, Transform& transform) {
  FieldReader fields(json, absl::StrCat("a status of transform '", absl::CEscape(transform.name), "'"));
  const std::optional<int32_t> partition = fields.Number("partition");
  const std::optional<int32_t> node_id = fields.Number("node_id");
  const PartitionState state = StateNamed(fields.Text("status"));
  if (fields.problem().empty() && partition.has_value() && node_id.has_value()) {
    transform.partitions.push_back({*partition, *node_id, state});
  }
  return fields.problem();
}

absl::StatusOr<Transform> ReadTransform(const Json& json, size_t index) {
  FieldReader fields(json, absl::StrCat("transform ", index + 1));
  Transform transform;
  transform.name = fields.Text("name");
  transform.input_topic = fields.Text("input_topic");
  for (const Json& topic : fields.List("output_topics")) {
    if (!topic.is_string()) fields.AddProblem(absl::StrCat("transform ", index + 1, " has an output that is no text"));
    transform.output_topics.push_back(topic.is_string() ? topic.get<std::string>() : "");
  }
  for (const Json& partition : fields.List("status")) fields.AddProblem(ReadPartition(partition, transform));
  if (!fields.problem().empty()) return NotAReport(fields.problem());
  return transform;
}

absl::StatusOr<TransformReport> ReadReport(std::string_view body) {
  const Json json = Parse(body);
  if (json.is_discarded()) return NotJson(body);
  if (!json.is_array()) return NotAReport("it is JSON, but no list");
  TransformReport report;
  for (const Json& element : json) {
    absl::StatusOr<Transform> transform = ReadTransform(element, report.transforms.size());
    if (!transform.ok()) return transform.status();
    report.transforms.push_back(*std::move(transform));
  }
  return report;
}

// The text that Redpanda puts into an answer about an error; empty if there is none.
std::string MessageOf(std::string_view body) {
  const Json json = Parse(body);
  if (!json.is_object()) return "";
  const Json* message = FindField(json, "message");
  return message != nullptr && message->is_string() ? message->get<std::string>() : "";
}

const char* HintFor(int http_status) {
  switch (http_status) {
    case 401:
      return ": set --admin-user and --admin-password, or --admin-token, and check them";
    case 403:
      return ": the user of --admin-user or --admin-token may not read the admin API";
    case 404:
      return ": this is not Redpanda's admin API (port 9644 by default), or that of a Redpanda without data transforms";
    default:
      return http_status >= 500 ? ": Redpanda cannot tell now; it needs an answer of each node of its cluster"
                                : ": check --admin-url";
  }
}

absl::Status ErrorFor(int http_status, const std::string& message) {
  std::string text = absl::StrCat("HTTP ", http_status);
  if (!message.empty()) absl::StrAppend(&text, " (", absl::CEscape(message.substr(0, kMaxMessageBytes)), ")");
  absl::StrAppend(&text, HintFor(http_status));
  if (http_status == 401) return absl::UnauthenticatedError(text);
  if (http_status == 403) return absl::PermissionDeniedError(text);
  return absl::UnavailableError(text);
}

}  // namespace

std::string_view NameOf(PartitionState state) { return kStateNames[static_cast<size_t>(state)]; }

absl::StatusOr<TransformReport> ReadTransformAnswer(int http_status, std::string_view body) {
  if (http_status == 200) return ReadReport(body);
  const std::string message = MessageOf(body);
  if (http_status == 400 && absl::StrContains(message, "transforms") && absl::StrContains(message, "disabled")) {
    return TransformReport{.feature = TransformReport::Feature::kDisabled, .transforms = {}};
  }
  return ErrorFor(http_status, message);
}

}  // namespace rollcall::agent
