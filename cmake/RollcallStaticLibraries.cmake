# SPDX-License-Identifier: Apache-2.0
# gRPC, protobuf, Abseil, c-ares and RE2 from their archives, which Debian's -dev packages hold beside the shared libraries that
# their CMake packages name: a program of 69 shared libraries spends more time on relocating them than on its work
# (docs/architecture.md says what this costs). Targets keep their names, so whoever links gRPC::grpc++ has nothing to know of this.
#
# Only the client and the tests link gRPC. OpenSSL and librdkafka stay shared, so a process has one OpenSSL.

# rollcall_use_archive(TARGET): the imported shared library TARGET becomes the archive beside it.
function(rollcall_use_archive target)
  get_target_property(configurations ${target} IMPORTED_CONFIGURATIONS)
  set(properties IMPORTED_LOCATION)
  foreach(configuration IN LISTS configurations)
    list(APPEND properties IMPORTED_LOCATION_${configuration})
  endforeach()
  foreach(property IN LISTS properties)
    get_target_property(library ${target} ${property})
    if(NOT library MATCHES "\\.so[.0-9]*$")
      continue()
    endif()
    string(REGEX REPLACE "\\.so[.0-9]*$" ".a" archive "${library}")
    if(NOT EXISTS ${archive})
      message(FATAL_ERROR "${archive}, the archive of ${target}, was not found. Run scripts/install-deps build.")
    endif()
    set_target_properties(${target} PROPERTIES ${property} ${archive})
  endforeach()
endfunction()

get_property(imported_targets DIRECTORY PROPERTY IMPORTED_TARGETS)
foreach(target IN LISTS imported_targets)
  get_target_property(type ${target} TYPE)
  if(target MATCHES "^(gRPC|protobuf|absl|c-ares)::" AND type MATCHES "^(SHARED|UNKNOWN)_LIBRARY$")
    rollcall_use_archive(${target})
  endif()
endforeach()

# gRPC needs RE2, which is found by pkg-config. The name of its shared library is another in each release of Debian.
find_library(ROLLCALL_RE2_ARCHIVE libre2.a REQUIRED)
set_target_properties(re2::re2 PROPERTIES INTERFACE_LINK_LIBRARIES ${ROLLCALL_RE2_ARCHIVE})

# rollcall_shared_libraries(VARIABLE TARGET…): the shared libraries of imported targets and of all that they need, for a shared
# library of our own. Debian's archives have thread-local variables that only programs can link.
function(rollcall_shared_libraries variable)
  set(todo ${ARGN})
  set(seen "")
  set(files "")
  while(todo)
    list(POP_FRONT todo target)
    if(NOT TARGET ${target} OR target IN_LIST seen)
      continue()
    endif()
    list(APPEND seen ${target})
    get_target_property(needs ${target} INTERFACE_LINK_LIBRARIES)
    if(needs)
      list(APPEND todo ${needs})
    endif()
    get_target_property(configurations ${target} IMPORTED_CONFIGURATIONS)
    if(NOT configurations)
      continue()
    endif()
    list(GET configurations 0 configuration)
    get_target_property(library ${target} IMPORTED_LOCATION_${configuration})
    string(REGEX REPLACE "\\.a$" ".so" shared "${library}")
    if(EXISTS ${shared})
      list(APPEND files ${shared})
    elseif(library)
      list(APPEND files ${library})
    endif()
  endwhile()
  set(${variable} ${files} PARENT_SCOPE)
endfunction()
