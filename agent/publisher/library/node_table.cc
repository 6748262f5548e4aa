// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/library/node_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/publisher/content.h"
#include "topic/record/json_codec.h"
#include "topic/record/status.h"
#include "topic/record/well_formed.h"

namespace rollcall::publisher {
namespace {

constexpr size_t kMaxShownBytes = 80;

absl::Status CheckUtf8(std::string_view text, std::string_view what) {
  if (topic::IsWellFormedUtf8(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(what), " '", topic::ForMessage(text, kMaxShownBytes), "' is not UTF-8"));
}

absl::Status CheckTexts(const Coprocessor& coprocessor) {
  absl::Status status = CheckUtf8(coprocessor.name, "the coprocessor's name");
  status.Update(CheckUtf8(coprocessor.description, "the description"));
  status.Update(CheckUtf8(coprocessor.state, "the state"));
  for (const std::string& topic : coprocessor.input_topics) status.Update(CheckUtf8(topic, "the input topic"));
  if (status.ok()) return status;
  return absl::InvalidArgumentError(
      absl::StrCat("coprocessor '", topic::ForMessage(coprocessor.name, kMaxShownBytes), "': ", status.message()));
}

}  // namespace

absl::Status NodeTable::Set(Coprocessor coprocessor) {
  if (absl::Status status = CheckTexts(coprocessor); !status.ok()) return status;
  std::string name = coprocessor.name;
  coprocessors_.insert_or_assign(std::move(name), std::move(coprocessor));
  return absl::OkStatus();
}

absl::Status NodeTable::Remove(const std::string& name) {
  coprocessors_.erase(name);
  return absl::OkStatus();
}

absl::Status NodeTable::Replace(std::vector<Coprocessor> coprocessors) {
  coprocessors_.clear();
  for (Coprocessor& coprocessor : coprocessors) {
    if (coprocessors_.count(coprocessor.name) > 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("coprocessor '", topic::ForMessage(coprocessor.name, kMaxShownBytes), "' is given twice"));
    }
    if (absl::Status status = Set(std::move(coprocessor)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status NodeTable::GoDown(std::string_view reason) {
  mode_ = Mode::kDown;
  reason_ = reason;
  return CheckUtf8(reason, "the reason");
}

absl::StatusOr<std::optional<std::string>> NodeTable::Content() const {
  absl::StatusOr<std::string> up = UpContent();
  if (!up.ok()) return up.status();
  if (mode_ == Mode::kUp) return *std::move(up);
  if (mode_ == Mode::kSilent) return std::nullopt;
  absl::StatusOr<std::string> down = agent::PrepareContent(agent::DownContent(node_id_, reason_), node_id_);
  if (!down.ok()) return down.status();
  return *std::move(down);
}

absl::StatusOr<std::string> NodeTable::UpContent() const {
  topic::Status status;
  status.node_id = node_id_;
  status.status = "up";
  for (const auto& [name, coprocessor] : coprocessors_) {
    status.coprocessors.push_back({.name = name,
                                   .input_topics = coprocessor.input_topics,
                                   .description = coprocessor.description,
                                   .state = coprocessor.state});
  }
  return agent::PrepareContent(topic::EncodeValue(status), node_id_);
}

}  // namespace rollcall::publisher
