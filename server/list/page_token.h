// SPDX-License-Identifier: Apache-2.0
// Where the next page of a listing begins, for any replica that holds the same state. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/state/node.h"

namespace rollcall::list {

enum class ListMethod : uint64_t { kNodes = 1, kCoprocessors = 2 };

// An item of a listing: what counts as one on a page. The items of a node in ListCoprocessors are its entry in
// nodes_not_up (item 0, whether it has one or not) and its rows (from 1, counted before any filter); in ListNodes there
// is only item 0.
struct PagePosition {
  int32_t node_id = 0;
  uint32_t item = 0;
  bool operator==(const PagePosition&) const = default;
};

struct PageToken {
  ListMethod method = ListMethod::kNodes;
  int64_t revision = state::kNoRevision;  // of the listing
  uint64_t digest = 0;                    // of all nodes at that revision, selected or not
  uint64_t request_hash = 0;              // select::RequestHash
  PagePosition next;                      // the first item of the next page
  bool operator==(const PageToken&) const = default;
};

// URL-safe, below 100 characters; see select/token.h.
std::string EncodePageToken(const PageToken& token);

// nullopt: not a page token, or of another format.
std::optional<PageToken> DecodePageToken(std::string_view token);

}  // namespace rollcall::list
