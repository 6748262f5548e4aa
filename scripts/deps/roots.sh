# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Minimal Debian systems as archives in .deps/roots, for the container image and for trying the packages. mmdebstrap makes them from the
# mirror of this machine's own apt. Sourced by scripts/install-deps, after scripts/deps/apt.sh.

root_releases=(bookworm trixie)
root_packages=(mmdebstrap debian-archive-keyring)

install_roots() {
  local release
  for release in "${root_releases[@]}"; do install_root "$release"; done
}

# install_root RELEASE. The folder belongs to root if scripts/container-image needed it first, so root moves the file.
# mmdebstrap would take the format from the end of the name.
install_root() {
  local release=$1
  [[ -f $deps/roots/$release.tar ]] && return 0
  find_debian_mirror "make a minimal system"
  say "making a minimal Debian system ($release) in .deps/roots"
  mkdir -p "$deps/roots/archives"
  find_root "making a minimal Debian system" "mmdebstrap --variant=minbase $release $deps/roots/$release.tar"
  quietly "mmdebstrap $release" "${as_root[@]}" mmdebstrap --variant=minbase --format=tar "$release" "$deps/roots/$release.tar.new" \
    "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $debian_mirror $release main"
  "${as_root[@]}" mv "$deps/roots/$release.tar.new" "$deps/roots/$release.tar"
}
