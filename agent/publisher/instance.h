// SPDX-License-Identifier: Apache-2.0
// The `instance` of a record: which run of which publisher wrote it.
//
// Rollcall's own publishers write KIND:GENERATION:ID, such as "run:1764123456789:db7-4711-9f3a02c6". The generation
// orders two publishers of one node: the one with the larger generation is the newer one. A publisher begins with the
// time of its start in milliseconds, or with one more than the largest generation that it finds on the topic for its
// node, whichever is larger. So a publisher that starts later is newer, also on a machine whose clock is behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::agent {

// The kind of a program that writes for other publishers' nodes, and never owns one.
inline constexpr char kReaperKind[] = "reaper";

struct Instance {
  std::string kind;  // a word, such as "run", "redpanda" or "publisher"; no ':' in it
  int64_t generation = 0;
  std::string id;  // different for each run of each publisher; no ':' in it
  bool operator==(const Instance&) const = default;
};

std::string FormatInstance(const Instance& instance);

// nullopt for any other text: another program wrote it.
std::optional<Instance> ParseInstance(std::string_view text);

// Whether `a` is newer than `b`. The ids decide between equal generations, so that two publishers always agree.
bool IsNewer(const Instance& a, const Instance& b);

// HOST-PID-RANDOM.
std::string NewInstanceId();

// For a run that begins now.
Instance NewInstance(std::string kind);

}  // namespace rollcall::agent
