// SPDX-License-Identifier: Apache-2.0
// The commands of rollcall-agent. Each returns a code of base/exit_code.h.
#pragma once

#include <istream>
#include <ostream>

#include "agent/options.h"
#include "agent/publisher.h"

namespace rollcall::agent {

// Where a command reads and writes. Results go to `out`, one fact a line. Everything else goes to `err` and begins with
// the program's name.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

int RunPublish(const AgentOptions& options, Publisher& publisher, const Streams& streams);
int RunRetire(const AgentOptions& options, Publisher& publisher, const Streams& streams);

// Runs the command against the Kafka cluster that `options` name.
int RunCommand(Command command, const AgentOptions& options, const Streams& streams);

}  // namespace rollcall::agent
