// SPDX-License-Identifier: Apache-2.0
// The decisions of `rollcall wait`. It knows no terminal and no network, and takes time as an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/wait/evaluate.h"
#include "client/cli/wait/evidence_gate.h"
#include "client/cli/wait/expression.h"
#include "client/cli/wait/stability_clock.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct WaitConditions {
  std::vector<Expression> all_of = {};  // --for: all must hold at the same checkpoint
  std::vector<Expression> unless = {};  // --unless: ends the wait if one holds
  absl::Duration stable = absl::ZeroDuration();
  std::optional<int64_t> min_revision = {};  // a checkpoint before this revision decides nothing
};

// For one thread.
class WaitState {
 public:
  enum class Outcome {
    kWaiting,  // for the reason that waiting_for() gives
    kHeld,     // all of --for hold
    kUnless,   // one of --unless holds
  };

  explicit WaitState(WaitConditions conditions);

  // The stream has ended, or what it brought was wrong. `why` is a sentence without a period.
  void OnStreamLost(const std::string& why);
  // Changes between the last checkpoint and the next one may be unknown.
  void OnGap() { stability_.OnBreak(); }
  // A checkpoint whose digest matches, with the nodes that are shown there. Call it only while it is waiting.
  void OnCheckpoint(const NodeMap& nodes, const v1::Header& header, Instant now);

  Outcome outcome() const { return outcome_; }
  // Whether a checkpoint could be trusted so far.
  bool has_trusted() const { return has_trusted_; }
  // What it still waits for, with the culprits: it follows "waiting for". Changes only if what it says changes.
  const std::string& waiting_for() const { return waiting_for_; }
  // What ended the wait: a sentence for a person. Empty while it waits.
  const std::string& result() const { return result_; }
  // The revision of the newest checkpoint; -1 before the first one.
  int64_t revision() const { return revision_; }

 private:
  void Decide(const NodeMap& nodes, const v1::Header& header, Instant now);
  bool EndsByUnless(const NodeMap& nodes, const v1::Header& header);
  void Interrupt(std::string waiting_for);

  const WaitConditions conditions_;
  EvidenceGate gate_;
  StabilityClock stability_;
  Outcome outcome_ = Outcome::kWaiting;
  bool has_trusted_ = false;
  int64_t revision_ = -1;
  std::string waiting_for_ = "the first answer of a server";
  std::string result_;
};

}  // namespace rollcall::cli
