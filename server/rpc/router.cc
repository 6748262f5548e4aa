// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/router.h"

#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kMaxQuotedBytes = 256;

}  // namespace

void Router::Add(Method method) {
  CHECK(method.descriptor != nullptr && method.make_handler != nullptr);
  std::string path = absl::StrCat("/", method.descriptor->service()->full_name(), "/", method.descriptor->name());
  const bool is_new = methods_.emplace(std::move(path), std::make_unique<const Method>(std::move(method))).second;
  CHECK(is_new);
}

absl::StatusOr<const Method*> Router::Find(std::string_view path) const {
  const auto found = methods_.find(AbslView(path));
  if (found != methods_.end()) return found->second.get();
  return absl::UnimplementedError(
      absl::StrCat("this server has no method \"", absl::CHexEscape(AbslView(path.substr(0, kMaxQuotedBytes))), "\""));
}

void Router::AddTotals(MethodTotals& totals) const {
  for (const auto& [path, method] : methods_) totals[method->descriptor] += *method->counters;
}

std::vector<std::string> Router::services() const {
  std::set<std::string> names;
  for (const auto& [path, method] : methods_) names.insert(method->descriptor->service()->full_name());
  return {names.begin(), names.end()};
}

const google::protobuf::MethodDescriptor& FindMethod(std::string_view full_name) {
  const auto* const method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(full_name));
  CHECK(method != nullptr);
  return *method;
}

}  // namespace rollcall::rpc
