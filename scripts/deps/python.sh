# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A Python environment for this tree alone, .deps/venv, made by Debian's Python. Sourced by scripts/install-deps.

make_venv() {
  [[ -x $deps/venv/bin/pip ]] && return 0
  quietly "making a Python environment" /usr/bin/python3 -m venv --clear "$deps/venv"
}

# install_requirements FILE STAMP: what FILE names; STAMP is its copy, made once that is installed.
install_requirements() {
  local requirements=$top/$1 stamp=$deps/venv/$2
  [[ -x $deps/venv/bin/pip ]] && cmp -s "$requirements" "$stamp" && return 0
  say "installing the Python packages of $1 into .deps/venv"
  make_venv
  quietly "pip install" "$deps/venv/bin/python" -m pip install -r "$requirements"
  cp "$requirements" "$stamp"
}

install_test_python_packages() { install_requirements tests/pipeline/requirements.txt .requirements; }
install_packaging_python_packages() { install_requirements tests/packaging/requirements.txt .packaging-requirements; }
install_script_python_packages() { install_requirements scripts/requirements.txt .script-requirements; }
install_bench_python_packages() { install_requirements bench/requirements.txt .bench-requirements; }
