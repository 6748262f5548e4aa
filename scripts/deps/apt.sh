# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Debian packages. Sourced by scripts/install-deps.

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# find_root PURPOSE COMMAND: sets `as_root`, the words to put before a command that needs root. Where there is no sudo, the script ends with
# the advice to run COMMAND as root.
find_root() {
  as_root=()
  [[ $(id -u) == 0 ]] && return 0
  have sudo || die "$1 needs root and there is no sudo; as root run: $2"
  as_root=(sudo)
}

# find_debian_mirror PURPOSE: sets `debian_mirror` to the URL of the mirror that the machine's own apt is configured with.
find_debian_mirror() {
  # shellcheck disable=SC2016 # the names are apt's
  debian_mirror=$(apt-get indextargets --format '$(CREATED_BY) $(COMPONENT) $(SITE)' 2>/dev/null |
    awk '$1 == "Packages" && $2 == "main" && !/security/ { print $3; exit }') || true
  [[ -n $debian_mirror ]] || die "no Debian mirror in apt's configuration, from which to $1"
}

# Reads the mirror's lists, once in a run. After find_root.
package_lists=old
update_package_lists() {
  [[ $package_lists == old ]] || return 0
  quietly "apt-get update" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  package_lists=new
}

# install_packages NAME...: installs those that are missing.
install_packages() {
  local package missing_packages=()
  for package in "$@"; do is_installed "$package" || missing_packages+=("$package"); done
  ((${#missing_packages[@]})) || return 0
  say "installing Debian packages: ${missing_packages[*]}"
  find_root "installing packages" "apt-get install ${missing_packages[*]}"
  update_package_lists
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
  find_root "reading apt's lists for $package" "apt-get install $package"
  update_package_lists
  quietly "apt-get download $package" env -C "$work" apt-get download -qq -o APT::Sandbox::User=root "$package"
  rm -rf "$folder"
  dpkg-deb -x "$work/$package"_*.deb "$folder"
  rm -rf "$work"
}
