// SPDX-License-Identifier: Apache-2.0
// The API over a store, on a free port of loopback.
#pragma once

#include <memory>
#include <string>

#include "server/api/api.h"
#include "server/state/store.h"

namespace rollcall::testing {

class StatusServer {
 public:
  // `store` must outlive this.
  explicit StatusServer(state::Store& store, api::ApiOptions options = {});

  // HOST:PORT
  const std::string& address() const { return api_->address(); }
  api::Api& api() { return *api_; }

 private:
  std::unique_ptr<api::Api> api_;
};

}  // namespace rollcall::testing
