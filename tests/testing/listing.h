// SPDX-License-Identifier: Apache-2.0
// Lists through ListHandler, page by page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/list/list_handler.h"
#include "tests/testing/fed_store.h"

namespace rollcall::testing {

template <typename Request>
struct ResponseOf;
template <>
struct ResponseOf<v1::ListNodesRequest> {
  using Type = v1::ListNodesResponse;
};
template <>
struct ResponseOf<v1::ListCoprocessorsRequest> {
  using Type = v1::ListCoprocessorsResponse;
};

template <typename Request>
absl::StatusOr<typename ResponseOf<Request>::Type> Page(list::ListHandler& handler, const Request& request,
                                                        Instant now = kFeedTime) {
  const absl::StatusOr<list::ListQuery> query = list::CompileListQuery(request);
  if (!query.ok()) return query.status();
  const absl::StatusOr<list::ListResponseBytes> bytes = handler.Handle(*query, now);
  if (!bytes.ok()) return bytes.status();
  typename ResponseOf<Request>::Type response;
  if (!response.ParseFromString(bytes->header + *bytes->page)) {
    return absl::InternalError("the response does not parse");
  }
  return response;
}

// All pages of a listing. If there is an error, it is the last element.
template <typename Request>
std::vector<absl::StatusOr<typename ResponseOf<Request>::Type>> Pages(list::ListHandler& handler, Request request) {
  std::vector<absl::StatusOr<typename ResponseOf<Request>::Type>> pages;
  while (true) {
    pages.push_back(Page(handler, request));
    if (!pages.back().ok() || pages.back()->next_page_token().empty()) return pages;
    request.set_page_token(pages.back()->next_page_token());
  }
}

// The reason in a status's google.rpc.ErrorInfo; empty if it has none.
std::string ReasonOf(const absl::Status& status);

}  // namespace rollcall::testing
