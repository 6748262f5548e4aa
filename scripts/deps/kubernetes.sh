# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What checks a ServiceMonitor: the Prometheus operator's schemas, an npm package, in .deps/kubernetes. Kubernetes' own schemas are a
# Python package (tests/pipeline/requirements.txt). Sourced by scripts/install-deps.

install_kubernetes_schemas() {
  build_if_changed "the check of Kubernetes' custom resources" build_kubernetes_check "$deps/kubernetes" "$top/tests/pipeline/kubernetes"
}

build_kubernetes_check() {
  cp "$top"/tests/pipeline/kubernetes/* "$1/"
  quietly "npm install" npm install --prefix "$1" --no-package-lock --no-audit --no-fund --ignore-scripts
}
