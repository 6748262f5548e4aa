// SPDX-License-Identifier: Apache-2.0
// A store whose status page has something of everything.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "server/page/status_model.h"
#include "server/page/status_page.h"
#include "tests/testing/fed_store.h"

namespace rollcall::page {

// The records of a FedStore are from the first seconds of 1970, so the evidence is from there too.
inline const Instant kSampleTime(absl::UnixEpoch() + absl::Seconds(100));

inline const state::ServerIdentity kSampleServer = {"host:50051", "1.2.3"};

// Nodes 1, 2 and 3 run the same; 4 differs; 5 is errored; 6 is stale; 7 is down; 8 is invalid; 9 says something else.
// One record belongs to no node.
inline void FillSampleCluster(testing::FedStore& feed) {
  const testing::Row audit = {"audit", {"orders", "refunds"}, "Copies each change"};
  for (const int id : {1, 2, 3}) feed.Put(id, {audit, {"mask", {"payments"}, "Masks card numbers"}});
  feed.Put(4, {{"audit", {"orders"}, "Copies each change"}});
  feed.PutRecord("5", R"({"node_id":5,"status":"up","coprocessors":{"audit":{"input_topics":["orders","refunds"],)"
                      R"("description":"Copies each change","state":"errored"}}})");
  feed.PutRecord("6", R"({"node_id":6,"status":"up","lease_s":2,"instance":"agent 6","coprocessors":{)"
                      R"("audit":{"input_topics":["orders","refunds"],"description":"Copies each change"}}})");
  feed.PutRecord("7", R"({"node_id":7,"status":"down","reason":"maintenance <now>","coprocessors":{}})");
  feed.PutRecord("8", "{\"node_id\":8,\n<script>alert(8)</script>");
  feed.PutRecord("9", R"({"node_id":9,"status":"draining","coprocessors":{}})");
  feed.PutRecord("web1<b>", "x");
  feed.SetAsOf(kSampleTime - absl::Milliseconds(400));
}

inline std::unique_ptr<StatusModel> ModelOf(const testing::FedStore& feed, const Parameters& parameters = {},
                                            const PageLimits& limits = {}, Instant now = kSampleTime) {
  auto query = ParsePageQuery(parameters);
  EXPECT_TRUE(query.ok()) << query.status();
  return MakeStatusModel(ReadState(feed.store()), kSampleServer, *std::move(query), now, limits);
}

inline std::string PageOf(const testing::FedStore& feed, const Parameters& parameters = {},
                          const PageLimits& limits = {}, Instant now = kSampleTime) {
  return StatusPage(*ModelOf(feed, parameters, limits, now));
}

}  // namespace rollcall::page
