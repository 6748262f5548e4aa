# SPDX-License-Identifier: Apache-2.0
# The git revision, for --version. Included by the build: defines the library rollcall_revision, which only programs link. Run as a
# script (cmake -DSOURCE=… -DFILE=… -P): writes it to FILE, if it has changed.
if(CMAKE_SCRIPT_MODE_FILE)
  execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=* --abbrev=12
                  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(revision "")
  endif()
  set(text "namespace rollcall {\nextern const char* const kLinkedRevision;\nconst char* const kLinkedRevision = \"${revision}\";\n}\n")
  set(before "")
  if(EXISTS ${FILE})
    file(READ ${FILE} before)
  endif()
  if(NOT text STREQUAL before)
    file(WRITE ${FILE} "${text}")
  endif()
  return()
endif()

set(ROLLCALL_REVISION_SOURCE ${PROJECT_BINARY_DIR}/revision.cc)
add_custom_target(rollcall_revision_source BYPRODUCTS ${ROLLCALL_REVISION_SOURCE}
                  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DFILE=${ROLLCALL_REVISION_SOURCE}
                          -P ${CMAKE_CURRENT_LIST_FILE} VERBATIM)
add_library(rollcall_revision OBJECT ${ROLLCALL_REVISION_SOURCE})
add_dependencies(rollcall_revision rollcall_revision_source)
