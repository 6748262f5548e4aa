# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The browser that opens the status page, for its tests and its pictures. Sourced by scripts/install-deps and scripts/pictures.

browser_packages=(chromium chromium-driver fonts-dejavu-core)
