// SPDX-License-Identifier: Apache-2.0
// The methods that a server has. Not thread-safe while methods are added.
#pragma once

#include <google/protobuf/descriptor.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/rpc/call_counters.h"
#include "server/rpc/call_handler.h"

namespace rollcall::rpc {

class Call;

struct Method {
  const google::protobuf::MethodDescriptor* descriptor;
  // Called for each call: at once if the client streams, otherwise when its request is complete.
  std::function<std::unique_ptr<CallHandler>(Call& call)> make_handler;
  // Of the calls of this method that this router was asked for.
  std::unique_ptr<CallCounters> counters = std::make_unique<CallCounters>();
};

// By name, so that metrics always have the same order.
struct MethodOrder {
  bool operator()(const google::protobuf::MethodDescriptor* a, const google::protobuf::MethodDescriptor* b) const {
    return a->full_name() < b->full_name();
  }
};
// Of several routers.
using MethodTotals = std::map<const google::protobuf::MethodDescriptor*, CallTotals, MethodOrder>;

class Router {
 public:
  // Each method once.
  void Add(Method method);

  // `path` is /SERVICE/METHOD. UNIMPLEMENTED if there is no such method.
  absl::StatusOr<const Method*> Find(std::string_view path) const;
  // Adds what was counted until now. Thread-safe once no method is added any more.
  void AddTotals(MethodTotals& totals) const;
  // The full names of the services that have a method here, in order.
  std::vector<std::string> services() const;

 private:
  absl::flat_hash_map<std::string, std::unique_ptr<const Method>> methods_;  // by path
};

// The method of that full name, such as "rollcall.v1.CoprocessorStatusService.ListNodes", which is linked into this
// program.
const google::protobuf::MethodDescriptor& FindMethod(std::string_view full_name);

}  // namespace rollcall::rpc
