// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/status_server.h"

#include <utility>

#include "base/check.h"

namespace rollcall::testing {

StatusServer::StatusServer(state::Store& store, api::ApiOptions options) {
  auto api = api::Api::Start(store, "127.0.0.1:0", std::move(options));
  CHECK(api.ok());
  api_ = *std::move(api);
}

}  // namespace rollcall::testing
