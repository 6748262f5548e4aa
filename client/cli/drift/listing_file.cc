// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/listing_file.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "base/regular_file.h"
#include "google/protobuf/util/json_util.h"

namespace rollcall::cli {
namespace {

constexpr size_t kLimitBytes = 64 << 20;

}  // namespace

absl::StatusOr<v1::ListNodesResponse> ReadListingFile(const std::string& path) {
  const absl::StatusOr<std::string> json = ReadRegularFile(path, kLimitBytes);
  if (!json.ok()) return json.status();
  return ParseListing(*json, path);
}

absl::StatusOr<v1::ListNodesResponse> ParseListing(const std::string& json, const std::string& path) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  v1::ListNodesResponse listing;
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, &listing, options);
  // Every listing has a header. Most other JSON would pass as a listing without nodes.
  if (parsed.ok() && listing.has_header()) return listing;
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is not a listing; save one with: rollcall list --format json > FILE"));
}

}  // namespace rollcall::cli
