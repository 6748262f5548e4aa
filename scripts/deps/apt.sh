# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Debian packages. Sourced by scripts/install-deps.

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Sets `as_root`, the words to put before a command that needs root.
find_root() {
  as_root=()
  [[ $(id -u) == 0 ]] && return 0
  have sudo || die "installing packages needs root and there is no sudo; as root run: apt-get install $*"
  as_root=(sudo)
}

# install_packages NAME...: installs those that are missing.
install_packages() {
  local package missing_packages=()
  for package in "$@"; do is_installed "$package" || missing_packages+=("$package"); done
  ((${#missing_packages[@]})) || return 0
  say "installing Debian packages: ${missing_packages[*]}"
  find_root "${missing_packages[@]}"
  quietly "apt-get update" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  quietly "apt-get install" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing_packages[@]}"
}

have_java() {
  have java || return 1
  local version
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
  [[ -n $version ]] && ((version >= 17))
}

# unpack_package PACKAGE FOLDER: the files of a Debian package whose installation would start a server on this machine.
unpack_package() {
  local package=$1 folder=$2 work
  say "unpacking $package into .deps/${folder##*/}"
  work=$(mktemp -d)
  find_root "$package"
  quietly "apt-get update" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  quietly "apt-get download $package" env -C "$work" apt-get download -qq -o APT::Sandbox::User=root "$package"
  rm -rf "$folder"
  dpkg-deb -x "$work/$package"_*.deb "$folder"
  rm -rf "$work"
}
