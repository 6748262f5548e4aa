// SPDX-License-Identifier: Apache-2.0
// Assertions: what must hold whatever the input is. A broken one is a bug in Rollcall and ends the process.
//
//   CHECK(node != nullptr);          always on
//   CHECK_LE(begin, end);            also _EQ _NE _LT _GE _GT: the message shows both values
//   DCHECK(IsSorted(nodes));         on unless NDEBUG is defined: for what costs more than a comparison
//
// A broken assertion writes "file:line: CHECK failed: expression (value vs. value)" and a stack trace to stderr and
// ends the process at once with kExitBug. A caller's mistake, such as a bad flag or request, is an absl::Status
// instead. Thread-safe.
#pragma once

#include <concepts>
#include <ostream>
#include <sstream>
#include <string>

namespace rollcall {

// Ends the process as a bug, with a message and a stack trace on stderr. Runs no destructor and no exit handler.
[[noreturn]] void DieOfBug(const std::string& message);

// DieOfBug calls `hook` first, for what must not stay behind, such as the mode of a terminal. nullptr: nothing. `hook`
// must be async-signal-safe.
void SetBugHook(void (*hook)());

// Makes an exception that nobody catches end the process through DieOfBug. Call it once, first in main.
void DieOfBugOnTerminate();

namespace internal {

[[noreturn]] void CheckFailed(const char* file, int line, const char* expression, const std::string& values);

template <typename T>
void PrintValue(const T& value, std::ostream& out) {
  if constexpr (requires { out << value; }) {
    out << value;
  } else {
    out << "?";
  }
}

// Out of line, so that a check that holds costs a comparison and a branch.
template <typename A, typename B>
[[noreturn, gnu::noinline, gnu::cold]] void CheckOpFailed(const char* file, int line, const char* expression,
                                                          const A& a, const B& b) {
  std::ostringstream values;
  values << " (";
  PrintValue(a, values);
  values << " vs. ";
  PrintValue(b, values);
  values << ")";
  CheckFailed(file, line, expression, values.str());
}

}  // namespace internal
}  // namespace rollcall

#define CHECK(condition)                               \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::rollcall::internal::CheckFailed(__FILE__, __LINE__, #condition, ""))

#define ROLLCALL_CHECK_OP(a, op, b)                                                                 \
  do {                                                                                              \
    const auto& check_a = (a);                                                                      \
    const auto& check_b = (b);                                                                      \
    if (!(check_a op check_b)) {                                                                    \
      ::rollcall::internal::CheckOpFailed(__FILE__, __LINE__, #a " " #op " " #b, check_a, check_b); \
    }                                                                                               \
  } while (false)

#define CHECK_EQ(a, b) ROLLCALL_CHECK_OP(a, ==, b)
#define CHECK_NE(a, b) ROLLCALL_CHECK_OP(a, !=, b)
#define CHECK_LT(a, b) ROLLCALL_CHECK_OP(a, <, b)
#define CHECK_LE(a, b) ROLLCALL_CHECK_OP(a, <=, b)
#define CHECK_GT(a, b) ROLLCALL_CHECK_OP(a, >, b)
#define CHECK_GE(a, b) ROLLCALL_CHECK_OP(a, >=, b)

// Where they are off, the expression is compiled but never evaluated.
#ifdef NDEBUG
#define ROLLCALL_DCHECK(check) \
  do {                         \
    if (false) check;          \
  } while (false)
#else
#define ROLLCALL_DCHECK(check) check
#endif

#define DCHECK(condition) ROLLCALL_DCHECK(CHECK(condition))
#define DCHECK_EQ(a, b) ROLLCALL_DCHECK(CHECK_EQ(a, b))
#define DCHECK_NE(a, b) ROLLCALL_DCHECK(CHECK_NE(a, b))
#define DCHECK_LT(a, b) ROLLCALL_DCHECK(CHECK_LT(a, b))
#define DCHECK_LE(a, b) ROLLCALL_DCHECK(CHECK_LE(a, b))
#define DCHECK_GT(a, b) ROLLCALL_DCHECK(CHECK_GT(a, b))
#define DCHECK_GE(a, b) ROLLCALL_DCHECK(CHECK_GE(a, b))
