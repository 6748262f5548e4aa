# SPDX-License-Identifier: Apache-2.0
# The libraries, as targets. scripts/install-deps installs them: Debian packages, and what Debian 12 has no package for in .deps.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
# spdlog and fmt are compiled into the programs: the names of their shared libraries are others in each release of Debian, and only
# one file includes them.
set_target_properties(spdlog::spdlog_header_only PROPERTIES INTERFACE_LINK_LIBRARIES "Threads::Threads;fmt::fmt-header-only")
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(CURL REQUIRED)
find_path(ROLLCALL_TOMLPLUSPLUS_DIR toml++/toml.h REQUIRED DOC "Folder that holds toml++/toml.h (libtomlplusplus-dev)")
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(nghttp2 REQUIRED IMPORTED_TARGET libnghttp2>=1.52)
pkg_check_modules(libuv REQUIRED IMPORTED_TARGET libuv>=1.44)
pkg_check_modules(libmicrohttpd REQUIRED IMPORTED_TARGET libmicrohttpd>=0.9.75)
find_package(OpenSSL 3 REQUIRED)
include(RollcallRdkafka)
include(RollcallStaticLibraries)

# The google.rpc error details: .proto files of the Python package googleapis-common-protos (scripts/install-deps puts it here).
find_path(ROLLCALL_GOOGLE_PROTO_DIR google/rpc/error_details.proto
          HINTS ${PROJECT_SOURCE_DIR}/.deps/googleapis
          DOC "Folder that holds google/rpc/error_details.proto")
if(NOT ROLLCALL_GOOGLE_PROTO_DIR)
  message(FATAL_ERROR "google/rpc/error_details.proto was not found. Run scripts/install-deps build, or set ROLLCALL_GOOGLE_PROTO_DIR "
                      "to a folder that holds it (the Python package googleapis-common-protos has it).")
endif()
