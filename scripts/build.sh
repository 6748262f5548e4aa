# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by the scripts of this folder: configures and builds by CMake's presets. If ccache is installed, it is used, and all
# clones of this tree share what it holds.

if have ccache; then
  export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1
fi

# configure PRESET FLAG...
configure() {
  local preset=$1
  shift
  (cd "$top" && quietly "configuring ($preset)" cmake --preset "$preset" "$@")
}

# Builds the release programs, without what only tests need. A tree that is configured with tests stays so.
build_programs() {
  say "building the programs (build/release)"
  [[ -f $top/build/release/build.ninja ]] || configure release -DROLLCALL_BUILD_TESTS=OFF
  (cd "$top" && cmake --build --preset release --target rollcalld rollcall rollcall-agent man_pages)
}

# build_all PRESET FLAG...: builds what the preset names, tests included.
build_all() {
  local preset=$1
  shift
  say "building ($preset)"
  configure "$preset" -DROLLCALL_BUILD_TESTS=ON "$@"
  (cd "$top" && cmake --build --preset "$preset")
}

# build_pipeline PRESET: builds what the pipeline tests run, without the unit tests.
build_pipeline() {
  say "building the programs and what the pipeline tests run ($1)"
  configure "$1" -DROLLCALL_BUILD_TESTS=ON
  (cd "$top" && cmake --build --preset "$1" --target pipeline_programs)
}
