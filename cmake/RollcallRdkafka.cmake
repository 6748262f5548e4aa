# SPDX-License-Identifier: Apache-2.0
# librdkafka as the target rollcall_rdkafka. Before 2.8 it can neither ask a chosen broker about a topic, nor fetch by a topic's id,
# and before 2.10 a recreated topic corrupts its memory (docs/adr/0013-librdkafka.md). Where the system's is older than 2.10,
# scripts/install-deps builds a patched 2.8 into .deps, which is linked statically.
set(ROLLCALL_RDKAFKA_DIR ${PROJECT_SOURCE_DIR}/.deps/librdkafka)

add_library(rollcall_rdkafka INTERFACE)
if(EXISTS ${ROLLCALL_RDKAFKA_DIR}/lib/librdkafka.a)
  pkg_check_modules(rdkafka_needs REQUIRED IMPORTED_TARGET libsasl2 libssl libcrypto libzstd liblz4 zlib)
  target_include_directories(rollcall_rdkafka SYSTEM INTERFACE ${ROLLCALL_RDKAFKA_DIR}/include)
  target_link_libraries(rollcall_rdkafka INTERFACE ${ROLLCALL_RDKAFKA_DIR}/lib/librdkafka.a PkgConfig::rdkafka_needs
                        Threads::Threads ${CMAKE_DL_LIBS})
else()
  pkg_check_modules(rdkafka REQUIRED IMPORTED_TARGET rdkafka>=2.10)
  target_link_libraries(rollcall_rdkafka INTERFACE PkgConfig::rdkafka)
endif()
