// SPDX-License-Identifier: Apache-2.0
// What rollcall-agent does once its command line is understood. Each command returns a code of base/exit_code.h.
#pragma once

#include <istream>
#include <ostream>

#include "agent/options.h"
#include "agent/publisher.h"

namespace rollcall::agent {

// Where a command reads and writes: results on `out`, one line a fact; everything else on `err`, beginning with the
// program's name.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

int RunPublish(const AgentOptions& options, Publisher& publisher, const Streams& streams);
int RunRetire(const AgentOptions& options, Publisher& publisher, const Streams& streams);

// The command with all that it needs of Kafka.
int RunCommand(Command command, const AgentOptions& options, const Streams& streams);

}  // namespace rollcall::agent
