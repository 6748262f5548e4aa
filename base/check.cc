// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <execinfo.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"

namespace rollcall {
namespace {

constexpr int kMaxFrames = 64;

std::atomic<void (*)()> bug_hook = nullptr;

[[noreturn]] void OnTerminate() {
  std::string what = "an exception that is no std::exception";
  if (const std::exception_ptr exception = std::current_exception()) {
    try {
      std::rethrow_exception(exception);
    } catch (const std::exception& caught) {
      what = caught.what();
    } catch (...) {  // NOLINT(bugprone-empty-catch): `what` says it already
    }
  } else {
    what = "std::terminate without an exception";
  }
  DieOfBug(absl::StrCat("uncaught: ", what));
}

}  // namespace

void DieOfBug(const std::string& message) {
  if (void (*hook)() = bug_hook.exchange(nullptr)) hook();
  std::fprintf(stderr, "%s\nThis is a bug in Rollcall; please report it with these lines.\n", message.c_str());
  void* frames[kMaxFrames];
  backtrace_symbols_fd(frames, backtrace(frames, kMaxFrames), STDERR_FILENO);
#ifdef ROLLCALL_FUZZING
  std::abort();  // libFuzzer keeps the input only of a process that ends by a signal
#else
  _exit(kExitBug);
#endif
}

void SetBugHook(void (*hook)()) { bug_hook = hook; }

void DieOfBugOnTerminate() { std::set_terminate(&OnTerminate); }

namespace internal {

void CheckFailed(const char* file, int line, const char* expression, const std::string& values) {
  DieOfBug(absl::StrCat(file, ":", line, ": CHECK failed: ", expression, values));
}

}  // namespace internal
}  // namespace rollcall
