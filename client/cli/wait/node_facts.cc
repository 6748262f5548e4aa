// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/node_facts.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

std::string WhatItSays(const v1::NodeStatus& node) {
  return node.state() == v1::NodeStatus::STATE_OTHER ? absl::StrCat("says \"", StateText(node), "\"") : StateText(node);
}

}  // namespace

std::string WhyUnknown(const v1::NodeStatus& node, const v1::Header& header) {
  if (node.state() == v1::NodeStatus::STATE_INVALID) return "its record is invalid";
  if (node.state() != v1::NodeStatus::STATE_DOWN && client::IsStale(node, header)) return "stale";
  return "";
}

std::string WhyNotUp(const v1::NodeStatus& node, const v1::Header& header) {
  std::string unknown = WhyUnknown(node, header);
  if (!unknown.empty() || node.state() == v1::NodeStatus::STATE_UP) return unknown;
  return WhatItSays(node);
}

std::string WhyNotDown(const v1::NodeStatus& node, const v1::Header& header) {
  if (node.state() == v1::NodeStatus::STATE_DOWN) return "";
  const std::string unknown = WhyUnknown(node, header);
  return unknown.empty() ? WhatItSays(node) : unknown;
}

std::string WhyNotRunning(const v1::NodeStatus& node, const std::string& name, const v1::Header& header) {
  if (std::string why = WhyNotUp(node, header); !why.empty()) return why;
  const v1::Coprocessor* coprocessor = FindCoprocessor(node, name);
  if (coprocessor == nullptr) return "not there";
  const std::string& state = coprocessor->state_text();
  if (state.empty() || absl::EqualsIgnoreCase(state, "running")) return "";
  return absl::StrCat("in state \"", Sanitize(state), "\"");
}

const v1::Coprocessor* FindCoprocessor(const v1::NodeStatus& node, const std::string& name) {
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) {
    if (coprocessor.name() == name) return &coprocessor;
  }
  return nullptr;
}

}  // namespace rollcall::cli
