# SPDX-License-Identifier: Apache-2.0
# Read by cpack: what is known only when packages are made.
execute_process(COMMAND git -C ${CPACK_ROLLCALL_SOURCE} describe --always --dirty --exclude=* --abbrev=12
                OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT revision)
  set(revision unknown)
endif()
foreach(group IN LISTS CPACK_ROLLCALL_GROUPS)
  # Its first line is the project's, and cpack indents the lines.
  set(CPACK_DEBIAN_${group}_DESCRIPTION
      "${CPACK_ROLLCALL_${group}_SUMMARY}.\nBuilt from revision ${revision} (${CPACK_ROLLCALL_BUILD}).")
endforeach()
