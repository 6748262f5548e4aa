// SPDX-License-Identifier: Apache-2.0
// Joins all pages of a listing into one response.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "rollcall/client/error.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

inline constexpr int kMaxListingStarts = 6;
inline constexpr int kLargestPage = 10000;

inline bool IsSameListing(const v1::Header& a, const v1::Header& b) {
  return a.revision() == b.revision() && a.digest() == b.digest();
}

// Whether the fingerprints of the nodes add up to the header's digest. Only ListNodes carries fingerprints.
inline bool DigestMatches(const v1::ListNodesResponse& all) {
  uint64_t sum = 0;
  for (const v1::NodeStatus& node : all.nodes()) sum += node.fingerprint();
  return sum == all.header().digest();
}
inline bool DigestMatches(const v1::ListCoprocessorsResponse&) { return true; }

// Reads the pages once, from the first to the last. Errors: those of `call`, which include kStartAgain; DATA_LOSS if
// the pages are inconsistent.
template <typename Request, typename Response>
absl::StatusOr<Response> CollectPages(Request request,
                                      const std::function<absl::Status(const Request&, Response&)>& call) {
  Response all;
  do {
    Response page;
    if (absl::Status status = call(request, page); !status.ok()) return status;
    const bool is_first = request.page_token().empty();
    if (!is_first && !IsSameListing(all.header(), page.header())) {
      return absl::DataLossError(
          "two pages of one listing have different revisions; this is a bug of the server, please report it");
    }
    request.set_page_token(page.next_page_token());
    const v1::Header header = is_first ? page.header() : all.header();
    all.MergeFrom(page);  // repeated fields are appended
    *all.mutable_header() = header;
    all.clear_next_page_token();
  } while (!request.page_token().empty());
  if (DigestMatches(all)) return all;
  return absl::DataLossError(
      absl::StrCat("the nodes listed at revision ", all.header().revision(),
                   " do not match the server's digest; list again, and report a bug if the error stays"));
}

// Calls CollectPages, and starts again from the first page each time the listing has expired, at most kMaxListingStarts
// times in all.
template <typename Request, typename Response>
absl::StatusOr<Response> ListAllPages(Request request,
                                      const std::function<absl::Status(const Request&, Response&)>& call) {
  request.clear_page_token();
  if (request.page_size() == 0) request.set_page_size(kLargestPage);
  absl::StatusOr<Response> response;
  for (int start = 0; start < kMaxListingStarts; ++start) {
    response = CollectPages(request, call);
    if (KindOf(response.status()) != ErrorKind::kStartAgain) return response;
  }
  return response;
}

}  // namespace rollcall::client
