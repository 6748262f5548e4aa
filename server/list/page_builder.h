// SPDX-License-Identifier: Apache-2.0
// Builds one page of a listing, item by item, in the wire format of its response. Not thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "server/encoding/bytes.h"
#include "server/list/filtered_nodes.h"
#include "server/list/list_query.h"
#include "server/list/page_token.h"

namespace rollcall::list {

// A page as it is sent, except for its header, which differs from answer to answer.
struct EncodedPage {
  FilteredNodesPtr nodes;  // the nodes that the page was cut from
  encoding::BytesPtr bytes;
  bool is_last = true;
};

// Serves both methods: their responses number the field next_page_token alike.
class PageBuilder {
 public:
  static constexpr size_t kMaxBytes = 1 << 20;

  // The page is to show items of `nodes` from index `begin` on. Keeps references to both `nodes` and `query`.
  PageBuilder(const FilteredNodesPtr& nodes, size_t begin, const ListQuery& query);

  // For fields that do not count as items.
  std::string& bytes() { return bytes_; }

  // Adds what `append(std::string&)` appends as one item. If the page is full, this adds nothing and returns false: the
  // page has page_size items, or this one would make its items exceed kMaxBytes. The first item is always added.
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

  size_t items() const { return items_; }

  // `next` is the first item of the next page; nullopt if this is the last page.
  EncodedPage Finish(std::optional<PagePosition> next) &&;

 private:
  const FilteredNodesPtr& nodes_;
  const ListQuery& query_;
  std::string bytes_;
  size_t items_ = 0;
  size_t item_bytes_ = 0;
};

}  // namespace rollcall::list
