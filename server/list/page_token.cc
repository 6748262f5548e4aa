// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_token.h"

#include <vector>

#include "base/check.h"
#include "server/response/token.h"

namespace rollcall::list {
namespace {

constexpr size_t kNumbers = 5;

// The node id is in the upper 32 bits, the item in the lower.
uint64_t Pack(PagePosition position) {
  return static_cast<uint64_t>(static_cast<uint32_t>(position.node_id)) << 32 | position.item;
}

PagePosition Unpack(uint64_t number) {
  return {static_cast<int32_t>(static_cast<uint32_t>(number >> 32)), static_cast<uint32_t>(number)};
}

bool IsMethod(uint64_t number) {
  return number == static_cast<uint64_t>(ListMethod::kNodes) ||
         number == static_cast<uint64_t>(ListMethod::kCoprocessors);
}

}  // namespace

std::string EncodePageToken(const PageToken& token) {
  std::string text = response::EncodeToken(response::TokenKind::kPage,
                                           {static_cast<uint64_t>(token.method), static_cast<uint64_t>(token.revision),
                                            token.digest, token.request_hash, Pack(token.next)});
  CHECK_LE(text.size(), kMaxPageTokenBytes);
  return text;
}

std::optional<PageToken> DecodePageToken(std::string_view token) {
  const std::optional<std::vector<uint64_t>> numbers = response::DecodeToken(response::TokenKind::kPage, token);
  if (!numbers.has_value() || numbers->size() != kNumbers || !IsMethod((*numbers)[0])) return std::nullopt;
  return PageToken{static_cast<ListMethod>((*numbers)[0]), static_cast<int64_t>((*numbers)[1]), (*numbers)[2],
                   (*numbers)[3], Unpack((*numbers)[4])};
}

}  // namespace rollcall::list
