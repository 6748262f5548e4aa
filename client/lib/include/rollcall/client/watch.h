// SPDX-License-Identifier: Apache-2.0
// A watch that continues over many calls: it reconnects, changes the server and resumes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// The result of a Next.
enum class WatchRead { kMessage, kTimeout, kEnd };

// Gets the connection events of a watch, on the thread that calls Next. An event comes before the next message.
class WatchObserver {
 public:
  enum class Phase {
    kFirstConnection,  // no message has been received since the watch was made
    kReconnection,
  };
  struct Lost {
    std::string server;
    absl::Status why;
    Phase phase;
  };
  struct Resumed {
    std::string server;
    Instant lost_time;
    Phase phase;  // the same as that of the Lost before it
  };
  struct Waiting {
    std::string server;
    std::optional<int64_t> min_revision;  // what the server may wait for
  };
  struct WrongDigest {
    std::string server;
    int64_t revision;      // of the checkpoint
    int times;             // without a lasting success in between: 1 for the first
    absl::Duration pause;  // until the watch is started again
  };
  virtual ~WatchObserver() = default;
  // For a second nothing came and nothing failed, since the watch was made. Called at most once.
  virtual void OnWaiting(const Waiting& /*waiting*/) {}
  // An outage began: called once for each outage, at its first failure. The watch keeps trying.
  virtual void OnLost(const Lost& lost) = 0;
  // The outage that OnLost reported is over: a server sends messages again.
  virtual void OnResumed(const Resumed& resumed) = 0;
  // The nodes received do not add up to the server's digest. They are dropped, and a snapshot will follow. A program
  // should report it when it repeats: then the server, or this program, has a bug that snapshots do not mend.
  virtual void OnWrongDigest(const WrongDigest& /*wrong*/) {}
};

// Pauses grow by the factor two, and are random between half of a step and the whole step.
struct BackoffTimes {
  absl::Duration first = absl::Milliseconds(100);  // must be positive
  absl::Duration max = absl::Seconds(5);           // must be at least `first`
};

struct WatchTimes {
  // Time limit for the first message of the watch, with the server's wait for min_revision. After the first message
  // there is no limit.
  absl::Duration connect_timeout = absl::Seconds(10);
  // A stream without a message for twice the heartbeat interval plus this counts as dead.
  absl::Duration silence_slack = absl::Seconds(5);
  BackoffTimes backoff = {};  // before calls, after a whole round of servers has failed
  // Before snapshots, after wrong digests. Longer, because snapshots are large and one that is wrong will often be
  // wrong again.
  BackoffTimes restart = {.max = absl::Minutes(1)};
};

// The messages of WatchStatus, from many calls, one after the other. It keeps the newest resume token. When a call ends
// or stays silent for too long, it tries the next server. After a whole round of servers it pauses first: the pause
// grows, and is at least as long as the server asked for. For one thread, but any thread may cancel the cancellation.
//
// A new call continues from the newest checkpoint. So whoever folds the messages must drop those that came after that
// checkpoint on an earlier call: see calls(). ClusterWatch does all that.
//
// It ends (Next returns kEnd, Finish says why) only on a final error, on cancellation (CANCELLED), or if no message
// came within connect_timeout (UNAVAILABLE or DEADLINE_EXCEEDED, which names each server and its error, or
// REVISION_NOT_REACHED if a server may still have waited for min_revision).
class Watch {
 public:
  virtual ~Watch() = default;
  // Waits for the next message until `until`. After kTimeout the watch continues. After kEnd only Finish may be called.
  virtual WatchRead Next(Instant until, v1::WatchStatusResponse& message) = 0;
  // Returns why the watch ended, never OK, with the server's details (see error.h). Call it after kEnd.
  virtual absl::Status Finish() = 0;

  // The caller says of each checkpoint whether the nodes that it holds then have the digest of `header`. If not, the
  // token and the current call are discarded, and the next call starts with a snapshot, after a pause that grows each
  // time. Only digests that match for as long as the longest pause make the pause short again.
  virtual void OnDigestMatched() = 0;
  virtual void OnDigestDiffered(const v1::Header& header) = 0;

  // The number of calls made so far. The newest message came on the last of them.
  virtual int64_t calls() const = 0;

  // The server that is watched or tried now.
  virtual const std::string& server() const = 0;
};

}  // namespace rollcall::client
