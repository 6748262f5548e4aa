// SPDX-License-Identifier: Apache-2.0
// The page token: where the next page of a listing begins, for any replica that holds the same state. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/list/list_identity.h"
#include "server/state/node.h"
#include "topic/record/record_decoder.h"

namespace rollcall::list {

// An item of a listing. ListNodes has one item for each node, item 0. In ListCoprocessors item 0 of a node is its entry
// in nodes_not_up, whether it has one or not, and its rows are the items from 1 on, counted before any filter.
struct PagePosition {
  int32_t node_id = 0;
  uint32_t item = 0;
  bool operator==(const PagePosition&) const = default;
};

struct PageToken {
  ListMethod method = ListMethod::kNodes;
  int64_t revision = state::kNoRevision;  // of the listing
  uint64_t digest = 0;                    // of all nodes at that revision, whether the filter matches them or not
  uint64_t request_hash = 0;              // select::RequestIdentity::hash
  PagePosition next;                      // the first item of the next page
  // Of the server that made the token. Another one shows the same records differently, so it cannot continue.
  uint8_t decoder_version = topic::kDecoderVersion;
  bool operator==(const PageToken&) const = default;
};

inline constexpr size_t kMaxPageTokenBytes = 100;

// The text is URL-safe and has at most kMaxPageTokenBytes bytes; server/response/token.h describes its format.
std::string EncodePageToken(const PageToken& token);

// nullopt: the text is not a page token, or it has another format. A token that a client made up may contain any
// numbers.
std::optional<PageToken> DecodePageToken(std::string_view token);

}  // namespace rollcall::list
