// SPDX-License-Identifier: Apache-2.0
// Keeps a fault of gRPC before 1.61 from ending calls: it reads errno only after other work that followed connect()
// (grpc/grpc#35064), and takes what that work left there as the reason why it cannot connect.
#pragma once

namespace rollcall::client {

// Counts the CPUs now. Abseil does so when a mutex is contended for the first time in a process, thus possibly in that
// work. In a root without /sys (a chroot, a sandbox) this sets ENOENT, and about one in five hundred programs could not
// reach a server that was there. Abseil keeps the number, and only in an internal header. For any thread, any number of
// times.
void CountCpusBeforeConnecting();

}  // namespace rollcall::client
