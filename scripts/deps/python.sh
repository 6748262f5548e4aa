# SPDX-License-Identifier: Apache-2.0
# A Python environment of this tree's own, .deps/venv, on Debian's Python. Sourced by scripts/install-deps.

make_venv() {
  [[ -x $deps/venv/bin/pip ]] && return 0
  quietly "making a Python environment" /usr/bin/python3 -m venv --clear "$deps/venv"
}

install_python_packages() {
  local requirements=$top/tests/pipeline/requirements.txt stamp=$deps/venv/.requirements
  [[ -x $deps/venv/bin/pip ]] && cmp -s "$requirements" "$stamp" && return 0
  say "installing the tests' Python packages into .deps/venv"
  make_venv
  quietly "pip install" "$deps/venv/bin/python" -m pip install -r "$requirements"
  cp "$requirements" "$stamp"
}
