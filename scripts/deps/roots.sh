# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Minimal Debian systems as archives in .deps/roots, in which the packages are tried: made by mmdebstrap from the mirror of this machine's
# own apt. Sourced by scripts/install-deps, after scripts/deps/librdkafka.sh.

root_releases=(bookworm trixie)
root_packages=(mmdebstrap debian-archive-keyring systemd-container buildah)

install_roots() {
  local release mirror
  for release in "${root_releases[@]}"; do
    [[ -f $deps/roots/$release.tar ]] && continue
    mirror=$(debian_mirror)
    [[ -n $mirror ]] || die "no Debian mirror in apt's configuration, from which to make a minimal system"
    say "making a minimal Debian system ($release) in .deps/roots"
    mkdir -p "$deps/roots/archives"
    find_root mmdebstrap
    quietly "mmdebstrap $release" "${as_root[@]}" mmdebstrap --variant=minbase "$release" "$deps/roots/$release.tar.new" \
      "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main"
    mv "$deps/roots/$release.tar.new" "$deps/roots/$release.tar"
  done
}
