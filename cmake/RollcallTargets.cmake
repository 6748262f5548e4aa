# SPDX-License-Identifier: Apache-2.0
# Our own targets: one place for the language level, warnings and sanitizers, so that generated and foreign code stays free of them.

set(ROLLCALL_SANITIZE "" CACHE STRING "Sanitizers for the whole build, as -fsanitize takes them (address,undefined | thread)")
if(ROLLCALL_SANITIZE)
  add_compile_options(-fsanitize=${ROLLCALL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${ROLLCALL_SANITIZE})
  if(ROLLCALL_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    # clang's check of vtables opens a pipe to look at memory. Where a process has run out of descriptors, which tests try, it
    # takes that for a finding.
    add_compile_options(-fno-sanitize=vptr)
  endif()
  if(ROLLCALL_SANITIZE MATCHES fuzzer)
    add_compile_definitions(ROLLCALL_FUZZING)  # base/check.cc
  endif()
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# The same flags everywhere, so that precompiled headers fit.
add_compile_options(-fPIC -pthread)

add_library(rollcall_own_code INTERFACE)
target_compile_options(rollcall_own_code INTERFACE -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                       $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
                       # g++ 12 sees overlapping copies inside std::string where there are none (GCC bug 105651).
                       $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
target_include_directories(rollcall_own_code INTERFACE ${PROJECT_SOURCE_DIR})

# rollcall_library(NAME SOURCES … [DEPS …] [PRIVATE_DEPS …]): a static library rollcall_NAME with the alias rollcall::NAME.
# Headers are included by their path from the top of the tree.
function(rollcall_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(rollcall_${name} STATIC ${arg_SOURCES})
  add_library(rollcall::${name} ALIAS rollcall_${name})
  target_include_directories(rollcall_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(rollcall_${name} PUBLIC ${arg_DEPS} PRIVATE $<BUILD_INTERFACE:rollcall_own_code> ${arg_PRIVATE_DEPS})
  rollcall_use_precompiled(rollcall_${name} rollcall_headers)
endfunction()

# rollcall_link_map(TARGET): the linker writes what it links, so that packaging/sbom knows what a package contains.
function(rollcall_link_map target)
  if(NOT CMAKE_BUILD_TYPE STREQUAL Debug)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/link_maps)
    target_link_options(${target} PRIVATE LINKER:-Map=${PROJECT_BINARY_DIR}/link_maps/$<TARGET_FILE_NAME:${target}>.map)
  endif()
endfunction()

# rollcall_program(NAME COMPONENT … SOURCES … DEPS …): an installed program.
function(rollcall_program name)
  cmake_parse_arguments(arg "" "COMPONENT" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE rollcall_own_code rollcall_revision ${arg_DEPS})
  rollcall_use_precompiled(${name} rollcall_headers)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  rollcall_link_map(${name})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT ${arg_COMPONENT})
endfunction()
