// SPDX-License-Identifier: Apache-2.0
// A page of a listing as it grows, in the wire format of its response. Not thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/list/filtered_nodes.h"
#include "server/list/list_query.h"
#include "server/state/source_status.h"

namespace rollcall::list {

// What a page is cut from. `source` holds for the snapshot of `nodes` (response::MakeHeader says what that means).
struct Listing {
  FilteredNodesPtr nodes;
  state::SourceStatus source;
};

// A page, encoded but for its header.
struct EncodedPage {
  FilteredNodesPtr nodes;  // that it was cut from
  std::shared_ptr<const std::string> bytes;
  bool is_last = true;
};

// An answer: its bytes, one part after the other, are a ListNodesResponse or ListCoprocessorsResponse.
struct ListResponseBytes {
  std::string header;
  std::shared_ptr<const std::string> page;
};

// Says how the listing's state stands now.
std::string EncodeHeader(const Listing& listing, absl::Time now);

// Both responses have the same field numbers where this writes: header, next_page_token.
class PageBuilder {
 public:
  static constexpr size_t kMaxBytes = 1 << 20;

  // Of what stands at `begin` in the listing's nodes, and after it.
  PageBuilder(const FilteredNodesPtr& nodes, size_t begin, const ListQuery& query);

  // For what is no item.
  std::string& bytes() { return bytes_; }

  // Adds what `append(std::string&)` appends as one item. False, and nothing is added, if the page is full: it has its
  // number of items, or would exceed kMaxBytes (which its first item may).
  template <typename Append>
  bool Add(Append append) {
    if (items_ == query_.page_size) return false;
    const size_t begin = bytes_.size();
    append(bytes_);
    if (items_ > 0 && item_bytes_ + (bytes_.size() - begin) > kMaxBytes) {
      bytes_.resize(begin);
      return false;
    }
    item_bytes_ += bytes_.size() - begin;
    ++items_;
    return true;
  }

  // `next`: where the next page begins; nullopt: this is the last.
  EncodedPage Finish(std::optional<PagePosition> next) &&;

 private:
  const FilteredNodesPtr& nodes_;
  const ListQuery& query_;
  std::string bytes_;
  size_t items_ = 0;
  size_t item_bytes_ = 0;
};

}  // namespace rollcall::list
