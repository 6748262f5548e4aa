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
