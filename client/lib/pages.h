// SPDX-License-Identifier: Apache-2.0
// All pages of a listing as one response.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "client/lib/error.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

inline constexpr int kMaxListingStarts = 6;
inline constexpr int kLargestPage = 10000;

inline bool SameListing(const v1::Header& a, const v1::Header& b) {
  return a.revision() == b.revision() && a.digest() == b.digest();
}

// Whether the rows received add up to the header's digest. Only ListNodes carries all that is needed.
inline bool AddsUp(const v1::ListNodesResponse& all) {
  uint64_t sum = 0;
  for (const v1::NodeStatus& node : all.nodes()) sum += node.fingerprint();
  return sum == all.header().digest();
}
inline bool AddsUp(const v1::ListCoprocessorsResponse&) { return true; }

// One pass over the pages. ABORTED with kPageExpired's reason from the server, or DATA_LOSS where the pages do not fit
// together.
template <typename Request, typename Response>
absl::StatusOr<Response> CollectPages(Request request,
                                      const std::function<absl::Status(const Request&, Response&)>& call) {
  Response all;
  do {
    Response page;
    if (absl::Status status = call(request, page); !status.ok()) return status;
    const bool first = request.page_token().empty();
    if (!first && !SameListing(all.header(), page.header())) {
      return absl::DataLossError(
          "a page is of another revision than the one before it; this is a fault of the server, report it");
    }
    request.set_page_token(page.next_page_token());
    const v1::Header header = first ? page.header() : all.header();
    all.MergeFrom(page);  // repeated fields are appended
    *all.mutable_header() = header;
    all.clear_next_page_token();
  } while (!request.page_token().empty());
  if (AddsUp(all)) return all;
  return absl::DataLossError(
      absl::StrCat("the nodes listed at revision ", all.header().revision(),
                   " do not add up to the server's digest; list again, and report it if it stays so"));
}

// As CollectPages, from the start again while the listing expires under the reader.
template <typename Request, typename Response>
absl::StatusOr<Response> ListAllPages(Request request,
                                      const std::function<absl::Status(const Request&, Response&)>& call) {
  request.clear_page_token();
  if (request.page_size() == 0) request.set_page_size(kLargestPage);
  absl::StatusOr<Response> response;
  for (int start = 0; start < kMaxListingStarts; ++start) {
    response = CollectPages(request, call);
    if (KindOf(response.status()) != ErrorKind::kPageExpired) return response;
  }
  return response;
}

}  // namespace rollcall::client
