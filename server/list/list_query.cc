// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_query.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/response/error.h"
#include "server/response/field_errors.h"
#include "server/select/min_revision.h"
#include "server/select/page_size.h"
#include "server/select/view.h"

namespace rollcall::list {
namespace {

absl::Status TokenInvalid(std::string_view why) {
  return response::Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                         "page_token: " + std::string(why) + "; start the listing again without a token",
                         {{"field", "page_token"}});
}

absl::StatusOr<PageToken> CompilePageToken(const std::string& text, const ListQuery& query) {
  const std::optional<PageToken> token = DecodePageToken(text);
  if (!token.has_value()) return TokenInvalid("is not a page token of this service");
  if (token->method != query.identity.method) return TokenInvalid("belongs to another method");
  // The hash of a server with another decoder differs for every request; SnapshotCache says that the token has expired.
  const bool is_comparable = token->decoder_version == topic::kDecoderVersion;
  if (is_comparable && token->request_hash != query.identity.request.hash) {
    return TokenInvalid("belongs to a listing with another filter or view");
  }
  return *token;
}

template <typename Request>
absl::StatusOr<ListQuery> Compile(const Request& request, ListMethod method, v1::NodeView requested_view) {
  response::FieldErrors errors;
  ListQuery query;
  query.filter = select::Filter::Compile(request.filter(), errors);
  query.page_size = select::CompilePageSize(request.page_size(), errors);
  select::CheckMinRevision(request.min_revision(), errors);
  const select::View view = select::CompileView(requested_view, errors);
  if (!errors.empty()) return errors.ToStatus();

  query.identity = {method, select::MakeRequestIdentity(query.filter, view)};
  if (request.page_token().empty()) {
    if (request.has_min_revision()) query.min_revision = request.min_revision();
    return query;
  }
  const absl::StatusOr<PageToken> token = CompilePageToken(request.page_token(), query);
  if (!token.ok()) return token.status();
  query.page_token = *token;
  return query;
}

}  // namespace

absl::StatusOr<ListQuery> CompileListQuery(const v1::ListNodesRequest& request) {
  return Compile(request, ListMethod::kNodes, request.view());
}

absl::StatusOr<ListQuery> CompileListQuery(const v1::ListCoprocessorsRequest& request) {
  return Compile(request, ListMethod::kCoprocessors, v1::NODE_VIEW_BASIC);
}

}  // namespace rollcall::list
