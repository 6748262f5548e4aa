// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/reap_record.h"

#include <gtest/gtest.h>

#include <variant>

#include "tests/testing/status_messages.h"
#include "topic/record/json_codec.h"

namespace rollcall::agent {
namespace {

const Instance kReaper = {.kind = kReaperKind, .generation = 7, .id = "host-1"};

v1::NodeStatus LeasedNode() {
  v1::NodeStatus node = testing::UpNode(5, 123, {{"name_a", {"foo"}, ""}});
  node.mutable_lease()->set_seconds(60);
  node.set_raw_key("5");
  return node;
}

TEST(ReapRecordTest, SaysDownUnderTheKeyOfTheNodesRecord) {
  const Record record = ReapRecord(LeasedNode(), kReaper, "a reason");
  EXPECT_EQ(record.key, "5");
  ASSERT_TRUE(record.value.has_value());
  const topic::DecodedValue decoded = topic::DecodeValue(*record.value);
  const auto* status = std::get_if<topic::Status>(&decoded.content);
  ASSERT_NE(status, nullptr) << *record.value;
  const topic::Status expected = {.node_id = 5,
                                  .status = "down",
                                  .coprocessors = {},
                                  .lease = std::nullopt,
                                  .instance = "reaper:7:host-1",
                                  .reason = "a reason"};
  EXPECT_EQ(*status, expected) << *record.value;
}

TEST(ReapRecordTest, TheReasonNamesTheRecordAndWhoWrote) {
  EXPECT_EQ(ReapReason(LeasedNode(), "db7"),
            "no record for three leases of 1m since offset 123 (2026-03-01T11:59:00Z); written by rollcall-agent reap "
            "on db7");
}

}  // namespace
}  // namespace rollcall::agent
