# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The programs of the release before this tree's version, which tests/upgrade/RELEASED names ("VERSION COMMIT"), built from this tree's
# history into .deps/released/VERSION/bin: the tests of rolling upgrades run them. Sourced by scripts/install-deps.

# Only what these tests run, not optimized, and many files of a library in one unit: most of the time goes into headers.
released_programs=(rollcalld rollcall rollcall-agent)
released_unit_files=12

install_released() {
  local version commit
  read -r version commit <"$top/tests/upgrade/RELEASED"
  build_if_changed "Rollcall $version, the release before this one," "build_released $commit" "$deps/released/$version" \
    "$top/tests/upgrade/RELEASED" "$top/scripts/deps/released.sh"
}

# build_released COMMIT FOLDER
build_released() {
  local commit=$1 folder=$2
  git -C "$top" cat-file -e "$commit^{commit}" 2>/dev/null ||
    die "the commit $commit of the last release is not in this clone; fetch its history: git fetch --unshallow"
  rm -rf "$folder/source" "$folder/build"
  mkdir -p "$folder/source/.deps" "$folder/bin"
  git -C "$top" archive "$commit" | tar -x -C "$folder/source"
  ln -s "$deps/googleapis" "$folder/source/.deps/googleapis"
  [[ ! -d $deps/librdkafka ]] || ln -s "$deps/librdkafka" "$folder/source/.deps/librdkafka"
  configure_released "$folder"
  compile_released "$folder"
  for program in "${released_programs[@]}"; do cp "$folder/build/bin/$program" "$folder/bin/"; done
  rm -rf "$folder/source" "$folder/build"
}

# configure_released FOLDER TARGET...: those targets have one file in a unit.
configure_released() {
  local folder=$1 launcher=()
  shift
  ! have ccache || launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  : >"$folder/units.cmake"
  (($# == 0)) || printf 'cmake_language(DEFER CALL set_target_properties %s PROPERTIES UNITY_BUILD OFF)\n' "$*" >"$folder/units.cmake"
  quietly "configuring the last release" env PKG_CONFIG_PATH="$deps/librdkafka/lib/pkgconfig:${PKG_CONFIG_PATH:-}" \
    cmake -S "$folder/source" -B "$folder/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g0 -w" \
    -DROLLCALL_BUILD_TESTS=OFF -DCMAKE_UNITY_BUILD=ON "-DCMAKE_UNITY_BUILD_BATCH_SIZE=$released_unit_files" \
    "-DCMAKE_PROJECT_rollcall_INCLUDE=$folder/units.cmake" "${launcher[@]}"
}

# compile_released FOLDER: two files of a library may have the same name for something of their own. A library that does not compile
# for that reason is compiled file by file.
compile_released() {
  local folder=$1 alone
  if ! cmake --build "$folder/build" --target "${released_programs[@]}" -- -k 0 >"$folder/build.log" 2>&1; then
    mapfile -t alone < <(sed -n 's|^FAILED: .*CMakeFiles/\([^/]*\)\.dir/Unity/.*|\1|p' "$folder/build.log" | sort -u)
    ((${#alone[@]})) || { tail -n 40 "$folder/build.log" >&2; die "building the last release failed"; }
    configure_released "$folder" "${alone[@]}"
    quietly "building the last release" cmake --build "$folder/build" --target "${released_programs[@]}"
  fi
  rm -f "$folder/build.log" "$folder/units.cmake"
}
