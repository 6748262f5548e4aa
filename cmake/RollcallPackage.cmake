# SPDX-License-Identifier: Apache-2.0
# Our libraries that others link: they are installed as CMake packages, which can be moved to another prefix.
include(CMakePackageConfigHelpers)

# rollcall_public_headers(TARGET FOLDER COMPONENT): FOLDER holds the public headers of TARGET, at the paths by which this tree and
# whoever installs COMPONENT include them.
function(rollcall_public_headers target folder component)
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/${folder}>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT ${component})
endfunction()

# rollcall_package(NAME COMPONENT [DEPENDENCY…]): the package that find_package(NAME) finds. Its targets are those that were installed
# with EXPORT NAME. A DEPENDENCY is what find_package needs to find it, such as "gRPC CONFIG".
function(rollcall_package name component)
  set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/${name})
  set(config "include(CMakeFindDependencyMacro)\n")
  foreach(dependency IN LISTS ARGN)
    string(APPEND config "find_dependency(${dependency})\n")
  endforeach()
  string(APPEND config "include(\${CMAKE_CURRENT_LIST_DIR}/${name}-targets.cmake)\n")
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}-config.cmake CONTENT "${config}" @ONLY)
  write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/${name}-config-version.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/${name}-config-version.cmake
          DESTINATION ${folder} COMPONENT ${component})
  install(EXPORT ${name} NAMESPACE rollcall:: FILE ${name}-targets.cmake DESTINATION ${folder} COMPONENT ${component})
endfunction()
