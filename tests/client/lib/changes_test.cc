// SPDX-License-Identifier: Apache-2.0
#include "client/lib/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "rollcall/client/client.h"
#include "tests/testing/scripted_stub.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;

// A server whose log has a change at each of the offsets 0 to 9.
absl::Status TenChanges(const v1::ListChangesRequest& request, v1::ListChangesResponse& page) {
  page.mutable_header()->set_revision(9);
  const int64_t before = request.has_before_offset() ? std::min<int64_t>(request.before_offset(), 10) : 10;
  const int64_t from = std::max<int64_t>(before - request.page_size(), 0);
  for (int64_t offset = before; offset-- > from;) page.add_changes()->set_offset(offset);
  if (from > 0) page.set_next_before_offset(from);
  return absl::OkStatus();
}

std::vector<int64_t> OffsetsOf(const v1::ListChangesResponse& response) {
  std::vector<int64_t> offsets;
  for (const v1::NodeChange& change : response.changes()) offsets.push_back(change.offset());
  return offsets;
}

class ChangesTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::ListChangesResponse> Collect(int limit) {
    return CollectChanges(request_, limit, [this](const v1::ListChangesRequest& asked, v1::ListChangesResponse& page) {
      asked_.push_back(asked);
      return TenChanges(asked, page);
    });
  }

  v1::ListChangesRequest request_;
  std::vector<v1::ListChangesRequest> asked_;
};

TEST_F(ChangesTest, TakesPagesUntilTheLimit) {
  request_.set_page_size(2);
  const v1::ListChangesResponse some = *Collect(5);
  EXPECT_THAT(OffsetsOf(some), ElementsAre(9, 8, 7, 6, 5));
  EXPECT_EQ(some.next_before_offset(), 5);
  EXPECT_EQ(some.header().revision(), 9);
  EXPECT_EQ(asked_.size(), 3u);
}

TEST_F(ChangesTest, TakesAllPages) {
  request_.set_page_size(4);
  const v1::ListChangesResponse all = *Collect(100);
  EXPECT_EQ(all.changes_size(), 10);
  EXPECT_FALSE(all.has_next_before_offset());
}

TEST_F(ChangesTest, APageIsAsLargeAsTheLimit) {
  EXPECT_EQ(Collect(3)->changes_size(), 3);
  EXPECT_EQ(asked_[0].page_size(), 3);
}

TEST_F(ChangesTest, WhatHoldsForAllPagesIsTheHighestCompleteFrom) {
  int64_t complete_from = 4;
  const auto response =
      CollectChanges({}, 100, [&](const v1::ListChangesRequest& asked, v1::ListChangesResponse& page) {
        page.set_complete_from_offset(complete_from);
        page.mutable_complete_from_time()->set_seconds(complete_from);
        page.set_start_offset(1);
        if (!asked.has_before_offset()) page.set_next_before_offset(complete_from);
        complete_from += 3;
        return absl::OkStatus();
      });
  EXPECT_EQ(response->complete_from_offset(), 7);
  EXPECT_EQ(response->complete_from_time().seconds(), 7);
  EXPECT_EQ(response->start_offset(), 1);
}

class ClientChangesTest : public ::testing::Test {
 protected:
  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  Client client_{{.servers = {"old:1", "new:1"}}, servers_, cancellation_, clock_};
};

TEST_F(ClientChangesTest, AServerThatIsTooOldIsPassedOver) {
  servers_.on_list_changes = [](const std::string& server, const v1::ListChangesRequest& request,
                                v1::ListChangesResponse& response) {
    if (server == "old:1") return absl::UnavailableError("older than this client");  // as the transport explains it
    return TenChanges(request, response);
  };
  EXPECT_EQ(client_.ListChanges({}, 100)->changes_size(), 10);
  EXPECT_EQ(client_.server(), "new:1");
}

}  // namespace
}  // namespace rollcall::client
