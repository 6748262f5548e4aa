// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event_json.h"

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/cli/render/json.h"
#include "client/cli/render/text_format.h"

namespace rollcall::cli {
namespace {

std::string Object(absl::string_view type, absl::string_view fields) {
  return absl::StrCat(R"({"type":")", type, "\",", fields, "}");
}

std::string Field(absl::string_view name, const google::protobuf::Message& message) {
  return absl::StrCat("\"", name, "\":", ToJson(message, JsonLayout::kOneLine));
}

// The path of a Unix socket may hold any character.
std::string JsonString(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// `text` must need no escapes in JSON. Enum names and times never do.
std::string TextField(absl::string_view name, absl::string_view text) {
  return absl::StrCat("\"", name, "\":\"", text, "\"");
}

// protobuf's JSON writes an enum value that this version does not know as its number.
std::string ReasonField(const std::string& name, int number) {
  return name.empty() ? absl::StrCat("\"reason\":", number) : TextField("reason", name);
}

absl::string_view ChangeName(client::AppliedMessage::Change change) {
  switch (change) {
    case client::AppliedMessage::Change::kNew:
      return "new";
    case client::AppliedMessage::Change::kChanged:
      return "changed";
    case client::AppliedMessage::Change::kRepublished:
      return "republished";
  }
  return "changed";
}

struct Writer {
  std::string operator()(const SnapshotEvent& event) const {
    return Object("snapshot", ReasonField(v1::SnapshotStarted::Reason_Name(event.reason), event.reason));
  }
  std::string operator()(const NodeEvent& event) const {
    return Object("node", absl::StrCat(TextField("change", ChangeName(event.change)), ",", Field("node", event.node)));
  }
  std::string operator()(const RemovedEvent& event) const { return Object("removed", Field("removed", event.removed)); }
  std::string operator()(const SyncedEvent& event) const {
    return Object("synced", absl::StrCat("\"digestOk\":true,", Field("header", event.header)));
  }
  std::string operator()(const SourceEvent& event) const { return Object("source", Field("header", event.header)); }
  std::string operator()(const ResumedEvent& event) const {
    return Object("resumed", absl::StrCat("\"server\":", JsonString(event.server), ",",
                                          TextField("lostTime", TimeText(event.lost_time)), ",",
                                          TextField("resumedTime", TimeText(event.resumed_time))));
  }
};

}  // namespace

std::string EventJson(const Event& event) { return std::visit(Writer(), event); }

}  // namespace rollcall::cli
