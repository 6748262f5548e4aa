// SPDX-License-Identifier: Apache-2.0
// The state of an engine's node, and the content that it makes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rollcall/publisher/status_publisher.h"

namespace rollcall::publisher {

// Plain code; not thread-safe. After an error the table may be half changed.
class NodeTable {
 public:
  explicit NodeTable(int32_t node_id) : node_id_(node_id) {}

  // INVALID_ARGUMENT for a text that is no UTF-8, and for a name that is given twice.
  absl::Status Set(Coprocessor coprocessor);
  absl::Status Remove(const std::string& name);
  absl::Status Replace(std::vector<Coprocessor> coprocessors);
  absl::Status GoDown(std::string_view reason);
  void GoUp() { mode_ = Mode::kUp; }
  void GoSilent() { mode_ = Mode::kSilent; }  // as in the beginning

  // What the topic should show; nullopt while it is silent. INVALID_ARGUMENT if it is too large; also while the node is
  // not up, because what is set must be fit to be published later.
  absl::StatusOr<std::optional<std::string>> Content() const;

 private:
  enum class Mode { kSilent, kUp, kDown };

  absl::StatusOr<std::string> UpContent() const;

  int32_t node_id_;
  Mode mode_ = Mode::kSilent;
  std::string reason_;
  std::map<std::string, Coprocessor> coprocessors_;
};

}  // namespace rollcall::publisher
