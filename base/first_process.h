// SPDX-License-Identifier: Apache-2.0
// Signals for a program that may be the first process of a container.
#pragma once

namespace rollcall {

// If this process is the first one of its PID namespace, makes SIGINT, SIGQUIT, SIGTERM and SIGHUP end it with 128 +
// the signal's number: the kernel ignores a signal for such a process unless the process handles it. Those that the
// process ignores stay ignored. Does nothing for any other process. For main; a SignalWatcher that is made later goes
// first.
void EndOnSignalsIfFirstProcess();

}  // namespace rollcall
