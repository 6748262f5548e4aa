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

// The method is in the lowest 8 bits, the decoder's version in the next 8.
uint64_t Pack(ListMethod method, uint8_t decoder_version) {
  return static_cast<uint64_t>(method) | uint64_t{decoder_version} << 8;
}

std::optional<ListMethod> UnpackMethod(uint64_t number) {
  for (const ListMethod method : {ListMethod::kNodes, ListMethod::kCoprocessors}) {
    if (number >> 16 == 0 && (number & 0xff) == static_cast<uint64_t>(method)) return method;
  }
  return std::nullopt;
}

}  // namespace

std::string EncodePageToken(const PageToken& token) {
  std::string text = response::EncodeToken(
      response::TokenKind::kPage, {Pack(token.method, token.decoder_version), static_cast<uint64_t>(token.revision),
                                   token.digest, token.request_hash, Pack(token.next)});
  CHECK_LE(text.size(), kMaxPageTokenBytes);
  return text;
}

std::optional<PageToken> DecodePageToken(std::string_view token) {
  const std::optional<std::vector<uint64_t>> numbers = response::DecodeToken(response::TokenKind::kPage, token);
  if (!numbers.has_value() || numbers->size() != kNumbers) return std::nullopt;
  const std::optional<ListMethod> method = UnpackMethod((*numbers)[0]);
  if (!method.has_value()) return std::nullopt;
  const auto decoder_version = static_cast<uint8_t>((*numbers)[0] >> 8);
  return PageToken{
      *method,        static_cast<int64_t>((*numbers)[1]), (*numbers)[2], (*numbers)[3], Unpack((*numbers)[4]),
      decoder_version};
}

}  // namespace rollcall::list
