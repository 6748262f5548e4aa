// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event_json.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/json.h"
#include "client/cli/render/node_changes.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

std::string Object(absl::string_view type, absl::string_view fields) {
  return absl::StrCat(R"({"type":")", type, "\",", fields, "}");
}

std::string Field(absl::string_view name, const google::protobuf::Message& message) {
  return absl::StrCat("\"", name, "\":", ToJson(message, JsonLayout::kOneLine));
}

std::string ToText(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// For text that may hold any character, such as the path of a Unix socket.
std::string FreeTextField(absl::string_view name, const std::string& text) {
  return absl::StrCat("\"", name, "\":", ToText(text));
}

// `text` must need no escapes in JSON. Enum names and times never do.
std::string TextField(absl::string_view name, absl::string_view text) {
  return absl::StrCat("\"", name, "\":\"", text, "\"");
}

// protobuf's JSON writes an enum value that this version does not know as its number.
std::string EnumField(absl::string_view field, const std::string& name, int number) {
  return name.empty() ? absl::StrCat("\"", field, "\":", number) : TextField(field, name);
}

absl::string_view ChangeName(client::NodeChange::Kind change) {
  switch (change) {
    case client::NodeChange::Kind::kAdded:
      return "new";
    case client::NodeChange::Kind::kChanged:
      return "changed";
    case client::NodeChange::Kind::kRepublished:
      return "republished";
    case client::NodeChange::Kind::kUnchanged:
    case client::NodeChange::Kind::kRemoved:
      break;  // other events, or none
  }
  return "changed";
}

// What differs from the status before.
std::string ChangeFields(const NodeEvent& event) {
  std::vector<std::string> names;
  for (const auto& [name, change] : CoprocessorChanges(event.before, event.node)) names.push_back(name);
  return absl::StrCat("\"changedFields\":", ToText(client::ChangedFields(event.before, event.node)),
                      ",\"changedCoprocessors\":", ToText(names), ",", Field("before", event.before));
}

std::string NodeFields(const NodeEvent& event) {
  const std::string change = TextField("change", ChangeName(event.change));
  const std::string node = Field("node", event.node);
  const bool is_changed = event.change == client::NodeChange::Kind::kChanged;
  return is_changed ? absl::StrCat(change, ",", ChangeFields(event), ",", node) : absl::StrCat(change, ",", node);
}

// The fields of a stale or fresh event: those of a node, or those of the source.
template <typename StaleOrFresh>
std::string EvidenceFields(const StaleOrFresh& event) {
  std::vector<std::string> fields;
  if (event.node.has_value()) {
    fields.push_back(absl::StrCat("\"nodeId\":", event.node->node_id()));
    if (event.node->has_publish_time()) fields.push_back(Field("publishTime", event.node->publish_time()));
    if (event.node->has_stale_after_time()) fields.push_back(Field("staleAfterTime", event.node->stale_after_time()));
  } else {
    fields.push_back(
        EnumField("sourceState", v1::SourceState_Name(event.header.source_state()), event.header.source_state()));
  }
  if (event.header.has_as_of_time()) fields.push_back(Field("asOfTime", event.header.as_of_time()));
  return absl::StrJoin(fields, ",");
}

struct Writer {
  std::string operator()(const SnapshotEvent& event) const {
    return Object("snapshot", EnumField("reason", v1::SnapshotStarted::Reason_Name(event.reason), event.reason));
  }
  std::string operator()(const NodeEvent& event) const { return Object("node", NodeFields(event)); }
  std::string operator()(const RemovedEvent& event) const {
    return Object("removed", absl::StrCat(Field("removed", event.removed), ",", Field("before", event.before)));
  }
  std::string operator()(const HiddenEvent& event) const { return Object("hidden", Field("node", event.node)); }
  std::string operator()(const SyncedEvent& event) const {
    return Object("synced", absl::StrCat("\"digestOk\":true,", Field("header", event.header)));
  }
  std::string operator()(const SourceEvent& event) const { return Object("source", Field("header", event.header)); }
  std::string operator()(const StaleEvent& event) const { return Object("stale", EvidenceFields(event)); }
  std::string operator()(const FreshEvent& event) const { return Object("fresh", EvidenceFields(event)); }
  std::string operator()(const LostEvent& event) const {
    return Object("lost", absl::StrCat(FreeTextField("server", event.server), ",", FreeTextField("error", event.error),
                                       ",", TextField("lostTime", TimeText(event.lost_time))));
  }
  std::string operator()(const ResumedEvent& event) const {
    return Object("resumed", absl::StrCat(FreeTextField("server", event.server), ",",
                                          TextField("lostTime", TimeText(event.lost_time)), ",",
                                          TextField("resumedTime", TimeText(event.resumed_time))));
  }
};

}  // namespace

std::string EventJson(const Event& event) { return std::visit(Writer(), event); }

}  // namespace rollcall::cli
