# SPDX-License-Identifier: Apache-2.0
# The Debian packages, by CPack: one for each group of components. scripts/package calls cpack.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rollcall)
set(CPACK_PACKAGE_CONTACT "The authors of Rollcall <rollcall@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/cpack_config.cmake)
set(CPACK_ROLLCALL_SOURCE ${PROJECT_SOURCE_DIR})
set(CPACK_ROLLCALL_BUILD "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}")
set(CPACK_COMPONENTS_ALL "")

# The texts that each package has beside its files: licenses, what is in it (SPDX), changes. scripts/package makes sbom/.
set(sbom_folder ${PROJECT_BINARY_DIR}/sbom)
function(rollcall_package_texts component package)
  set(folder ${CMAKE_INSTALL_DATADIR}/doc/${package})
  install(FILES ${sbom_folder}/${package}/copyright ${sbom_folder}/${package}/sbom.spdx.json ${sbom_folder}/changelog.gz
          DESTINATION ${folder} COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()

# rollcall_deb(GROUP PACKAGE SECTION SUMMARY COMPONENTS … [DEPENDS text] [SUGGESTS text] [SCRIPTS …]): SUMMARY says what the package is;
# cpack_config.cmake adds what it was built from.
macro(rollcall_deb group package section summary)
  cmake_parse_arguments(arg "" "DEPENDS;SUGGESTS" "COMPONENTS;SCRIPTS" ${ARGN})
  string(TOUPPER ${group} upper_group)
  set(CPACK_DEBIAN_${upper_group}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${upper_group}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${upper_group}_PACKAGE_DEPENDS "${arg_DEPENDS}")
  set(CPACK_DEBIAN_${upper_group}_PACKAGE_SUGGESTS "${arg_SUGGESTS}")
  set(CPACK_DEBIAN_${upper_group}_PACKAGE_CONTROL_EXTRA "${arg_SCRIPTS}")
  set(CPACK_ROLLCALL_${upper_group}_SUMMARY "${summary}")
  list(APPEND CPACK_ROLLCALL_GROUPS ${upper_group})
  foreach(component IN ITEMS ${arg_COMPONENTS} ${group}_texts)
    string(TOUPPER ${component} upper_component)
    set(CPACK_COMPONENT_${upper_component}_GROUP ${group})
    list(APPEND CPACK_COMPONENTS_ALL ${component})
  endforeach()
  rollcall_package_texts(${group}_texts ${package})
endmacro()

# rollcall_service_scripts(VARIABLE USER CONFFILES UNIT…): what dpkg runs for a package with units, and the list of its settings files.
function(rollcall_service_scripts variable user conffiles)
  set(folder ${PROJECT_BINARY_DIR}/debian/${user})
  list(JOIN ARGN " " UNITS)
  set(SERVICE_USER ${user})
  list(JOIN conffiles "\n" lines)
  file(CONFIGURE OUTPUT ${folder}/conffiles CONTENT "${lines}\n")
  set(files ${folder}/conffiles)
  foreach(script IN ITEMS postinst prerm postrm)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/debian/${script}.in ${folder}/${script} @ONLY
                   FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
    list(APPEND files ${folder}/${script})
  endforeach()
  set(${variable} ${files} PARENT_SCOPE)
endfunction()

# Which creates users; systemd is one of those that provide it.
set(users_depend "systemd-standalone-sysusers | systemd-sysusers")
set(same_version "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

rollcall_service_scripts(server_scripts rollcall-server /etc/rollcall/rollcalld.toml rollcalld.service)
rollcall_deb(server rollcall-server net "The server, which tells which coprocessors run on which nodes"
             COMPONENTS server server_system DEPENDS "${users_depend}" SUGGESTS "rollcall-client, rollcall-doc"
             SCRIPTS ${server_scripts})
rollcall_deb(cli rollcall-client net "The command line, which shows which coprocessors run on which nodes"
             COMPONENTS cli SUGGESTS "rollcall-doc")
rollcall_service_scripts(agent_scripts rollcall-agent
                         "/etc/rollcall/rollcall-agent.toml;/etc/rollcall/rollcall-reaper.toml"
                         rollcall-agent.service rollcall-reaper.service)
rollcall_deb(agent rollcall-agent net "The node's side: publishes which coprocessors run on a node"
             COMPONENTS agent agent_system DEPENDS "${users_depend}" SUGGESTS "rollcall-doc" SCRIPTS ${agent_scripts})
rollcall_deb(publisher_runtime librollcall-publisher libs "A library for engines that publish their own status to Rollcall"
             COMPONENTS publisher_runtime SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian/triggers)
rollcall_deb(publisher librollcall-publisher-dev libdevel "Headers and CMake package of librollcall-publisher"
             COMPONENTS publisher DEPENDS "librollcall-publisher ${same_version}")
rollcall_deb(client librollcall-client-dev libdevel "A library for programs in C++ that list and watch through Rollcall"
             COMPONENTS client DEPENDS "libgrpc++-dev, libprotobuf-dev, libabsl-dev, libssl-dev" SUGGESTS "rollcall-doc")
rollcall_deb(doc rollcall-doc doc "Manuals, examples and API of Rollcall"
             COMPONENTS doc)
set(CPACK_DEBIAN_DOC_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DOC_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_CLIENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PUBLISHER_PACKAGE_SHLIBDEPS OFF)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs ${PROJECT_SOURCE_DIR}/examples ${PROJECT_SOURCE_DIR}/proto
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/rollcall-doc COMPONENT doc EXCLUDE_FROM_ALL
        PATTERN CMakeLists.txt EXCLUDE PATTERN node_modules EXCLUDE PATTERN target EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/rollcall-doc COMPONENT doc EXCLUDE_FROM_ALL)

include(CPack)
