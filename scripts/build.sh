# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts of this folder: configuring and building by CMake's presets. ccache is used where it is installed, and shared
# by all clones of this tree, wherever they stand.

if have ccache; then
  export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1
fi

# configure PRESET FLAG...
configure() {
  local preset=$1
  shift
  (cd "$top" && quietly "configuring ($preset)" cmake --preset "$preset" "$@")
}

# The release programs, without what only tests need; a tree that builds the tests too stays as it is.
build_programs() {
  say "building the programs (build/release)"
  [[ -f $top/build/release/build.ninja ]] || configure release -DROLLCALL_BUILD_TESTS=OFF
  (cd "$top" && cmake --build --preset release --target rollcalld rollcall rollcall-agent)
}

# build_all PRESET FLAG...: what the preset's build names, tests included.
build_all() {
  local preset=$1
  shift
  say "building ($preset)"
  configure "$preset" -DROLLCALL_BUILD_TESTS=ON "$@"
  (cd "$top" && cmake --build --preset "$preset")
}
