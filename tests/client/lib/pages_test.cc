// SPDX-License-Identifier: Apache-2.0
// All pages of a listing become one response, or one error.
#include "client/lib/pages.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/testing/fake_status_service.h"
#include "tests/testing/received_error.h"
#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using ::rollcall::testing::ListingOf;
using ::rollcall::testing::RfcNodes;
using Call = std::function<absl::Status(const v1::ListNodesRequest&, v1::ListNodesResponse&)>;

// A listing with one node a page, whose second page expires `expiries` times.
class PagedListing {
 public:
  absl::Status operator()(const v1::ListNodesRequest& request, v1::ListNodesResponse& page) {
    requests.push_back(request);
    const v1::ListNodesResponse all = ListingOf(RfcNodes(), 13);
    const int at = request.page_token().empty() ? 0 : std::stoi(request.page_token());
    if (at == 1 && expiries-- > 0) return Expired();
    *page.mutable_header() = all.header();
    *page.add_nodes() = all.nodes(at);
    if (at == 0) page.add_problems()->set_offset(5);
    if (at + 1 < all.nodes_size()) page.set_next_page_token(std::to_string(at + 1));
    return absl::OkStatus();
  }

  static absl::Status Expired() {
    return testing::ReceivedError(testing::ServerError(grpc::StatusCode::ABORTED, "PAGE_TOKEN_EXPIRED", "gone"));
  }

  int expiries = 0;
  std::vector<v1::ListNodesRequest> requests;
};

absl::StatusOr<v1::ListNodesResponse> ListAll(PagedListing& listing) {
  return ListAllPages<v1::ListNodesRequest, v1::ListNodesResponse>({}, std::ref(listing));
}

TEST(PagesTest, AreJoined) {
  PagedListing listing;
  const auto all = ListAll(listing);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->nodes_size(), 3);
  EXPECT_EQ(all->nodes(2).node_id(), 3);
  EXPECT_EQ(all->problems_size(), 1);
  EXPECT_EQ(all->header().revision(), 13);
  EXPECT_EQ(all->next_page_token(), "");
  EXPECT_EQ(listing.requests[0].page_size(), kLargestPage);
}

TEST(PagesTest, AnExpiredListingStartsAgainWithoutTheNodesReadBefore) {
  PagedListing listing;
  listing.expiries = 2;
  const auto all = ListAll(listing);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->nodes_size(), 3);
  EXPECT_EQ(listing.requests.size(), 2u + 2u + 3u);
  EXPECT_EQ(listing.requests[2].page_token(), "");
}

TEST(PagesTest, AListingThatAlwaysExpiresEnds) {
  PagedListing listing;
  listing.expiries = 1000;
  EXPECT_EQ(ReasonOf(ListAll(listing).status()), "PAGE_TOKEN_EXPIRED");
  EXPECT_EQ(listing.requests.size(), 2u * kMaxListingStarts);
}

TEST(PagesTest, NodesThatDoNotMatchTheDigestAreNotShown) {
  const Call wrong = [](const v1::ListNodesRequest&, v1::ListNodesResponse& page) {
    page = ListingOf(RfcNodes(), 13);
    page.mutable_nodes()->RemoveLast();
    return absl::OkStatus();
  };
  EXPECT_EQ((ListAllPages<v1::ListNodesRequest, v1::ListNodesResponse>({}, wrong).status().code()),
            absl::StatusCode::kDataLoss);
}

TEST(PagesTest, PagesOfDifferentRevisionsAreNotMixed) {
  const Call wrong = [](const v1::ListNodesRequest& request, v1::ListNodesResponse& page) {
    page = ListingOf({}, request.page_token().empty() ? 13 : 14);
    page.set_next_page_token(request.page_token().empty() ? "1" : "");
    return absl::OkStatus();
  };
  EXPECT_EQ((ListAllPages<v1::ListNodesRequest, v1::ListNodesResponse>({}, wrong).status().code()),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace rollcall::client
