// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/matrix_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_split.h"
#include "tests/display/matrix_fixture.h"

namespace rollcall::cli {
namespace {

using nlohmann::json;

const char* const kRowA = R"({"name": "a", "nodeCount": 6, "split": false, "cells": {"1": "same", "2": "same",
    "3": "same", "4": "errored", "5": "differs", "6": "stale", "7": "unknown", "8": "unknown"}})";

TEST(MatrixJsonTest, HasNodesAndCells) {
  const v1::ListNodesResponse all = MarkedCluster();
  const json whole = json::parse(MatrixJson(WholeMatrix(all), all.header()));
  EXPECT_EQ(whole["header"]["revision"], "8");
  EXPECT_EQ(whole["nodes"][5], json::parse(R"({"nodeId": 6, "state": "STATE_UP", "stale": true})"));
  EXPECT_EQ(whole["nodes"][7], json::parse(R"({"nodeId": 8, "state": "STATE_INVALID", "stale": false})"));
  EXPECT_EQ(whole["coprocessors"][0], json::parse(kRowA));
  EXPECT_EQ(whole["coprocessors"][1]["cells"]["2"], "absent");
}

TEST(MatrixJsonTest, HasALineForEachCoprocessor) {
  const v1::ListNodesResponse all = MarkedCluster();
  const std::string text = MatrixNdjson(WholeMatrix(all), all.header());
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(json::parse(lines[0])["nodes"].size(), 8u);
  EXPECT_EQ(json::parse(lines[1]), json::parse(kRowA));
  EXPECT_EQ(lines[3], "");
}

TEST(MatrixJsonTest, AStateOfALaterVersionIsItsNumber) {
  Matrix matrix;
  matrix.nodes.push_back(
      {.id = 1, .state = static_cast<v1::NodeStatus::State>(77), .condition = NodeCondition::kNotUp});
  EXPECT_EQ(json::parse(MatrixJson(matrix, v1::Header()))["nodes"][0]["state"], 77);
}

}  // namespace
}  // namespace rollcall::cli
