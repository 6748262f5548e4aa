# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The programs of examples/. Each is copied into .deps/examples/LANGUAGE/source, where it has only the .proto besides itself, and
# built there as its README.md says; .deps/examples/LANGUAGE/run runs it. Sourced by scripts/install-deps.

# install_example LANGUAGE: by build_example_LANGUAGE FOLDER.
install_example() {
  build_if_changed "the example in $1" "build_example_$1" "$deps/examples/$1" \
    "$top/examples/$1" "$top/proto" "$top/scripts/common.sh" "$top/scripts/deps/examples.sh"
}

# copy_example LANGUAGE FOLDER: the files of the example, without what somebody built beside them.
copy_example() {
  rm -rf "$2/source"
  mkdir -p "$2/source"
  find "$top/examples/$1" -maxdepth 1 -type f -exec cp -t "$2/source" {} +
  [[ ! -d $top/examples/$1/src ]] || cp -r "$top/examples/$1/src" "$2/source/"
  rm -rf "$2/source/src/generated"
}

# make_run FOLDER COMMAND...: FOLDER/run, which runs this command with its own arguments after it.
make_run() {
  local folder=$1
  shift
  printf '#!/bin/sh\nexec %s "$@"\n' "${*@Q}" >"$folder/run.new"
  chmod +x "$folder/run.new"
  mv "$folder/run.new" "$folder/run"
}

build_example_go() {
  local go go_module=$1/source
  find_go
  copy_example go "$1"
  quietly "generating the API's code in Go" env PATH="$deps/bin:$PATH" ROLLCALL_PROTO="$top/proto" "$1/source/generate.sh"
  quietly "building the example in Go" run_go build -o "$1/example" .
  make_run "$1" "$1/example"
}

build_example_python() {
  copy_example python "$1"
  quietly "generating the API's code in Python" env ROLLCALL_PROTO="$top/proto" "$deps/venv/bin/python" "$1/source/generate.py"
  make_run "$1" "$deps/venv/bin/python" "$1/source/main.py"
}

build_example_java() {
  copy_example java "$1"
  quietly "building the example in Java" env ROLLCALL_PROTO="$top/proto" mvn -B -q -f "$1/source/pom.xml" package
  make_run "$1" java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$1/source/target/rollcall-example.jar"
}

# It shares the compiled libraries with the tests' client, which has the same versions and features of them.
build_example_rust() {
  copy_example rust "$1"
  quietly "building the example in Rust" env ROLLCALL_PROTO="$top/proto" CARGO_PROFILE_DEV_DEBUG=false \
    CARGO_TARGET_DIR="$deps/clients/rust/target" cargo build --quiet --locked --manifest-path "$1/source/Cargo.toml"
  cp "$deps/clients/rust/target/debug/rollcall-example" "$1/"
  make_run "$1" "$1/rollcall-example"
}

build_example_typescript() {
  copy_example typescript "$1"
  quietly "npm ci" env -C "$1/source" npm ci --no-audit --no-fund --ignore-scripts
  quietly "building the example in TypeScript" env -C "$1/source" ROLLCALL_PROTO="$top/proto" npm run build
  make_run "$1" node "$1/source/dist/main.js"
}
