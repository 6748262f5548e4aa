# SPDX-License-Identifier: Apache-2.0
# Headers that many files include, compiled once for all that share them: a build by clang from nothing takes a third less time. Only
# that: every file includes what it uses all the same, which the builds by g++, without precompiled headers, and clang-tidy check. g++
# would warn of what it inlines from system headers, because it takes precompiled ones for our own.
set(ROLLCALL_PRECOMPILE OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  set(ROLLCALL_PRECOMPILE ON)
endif()

# rollcall_precompiled(NAME HEADERS … DEPS …): the target whose headers rollcall_use_precompiled(TARGET NAME) takes.
function(rollcall_precompiled name)
  if(NOT ROLLCALL_PRECOMPILE)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "HEADERS;DEPS" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc CONTENT "// A target needs a source; this one has headers only.\n")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE rollcall_own_code ${arg_DEPS})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

function(rollcall_use_precompiled target name)
  if(ROLLCALL_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

set(rollcall_common_headers
  <algorithm> <functional> <map> <memory> <optional> <set> <string> <string_view> <utility> <variant> <vector>
  <absl/container/flat_hash_map.h> <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_join.h>
  <absl/synchronization/mutex.h> <absl/time/time.h> <rollcall/v1/rollcall.pb.h>)
rollcall_precompiled(rollcall_headers HEADERS ${rollcall_common_headers} DEPS rollcall::proto_messages)
