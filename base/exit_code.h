// SPDX-License-Identifier: Apache-2.0
// Exit codes of every Rollcall program.
#pragma once

namespace rollcall {

enum ExitCode : int {
  kExitYes = 0,       // done; the answer is yes
  kExitNo = 1,        // the answer is no, or the request was refused (cannot listen, publish not acknowledged)
  kExitUsage = 2,     // the command line, environment or settings file cannot be used
  kExitTimeout = 3,   // the timeout passed
  kExitNoAnswer = 4,  // no trustworthy answer: server unreachable, or its evidence too old
  kExitBug = 70,      // a bug in Rollcall (EX_SOFTWARE of sysexits.h)
};

}  // namespace rollcall
