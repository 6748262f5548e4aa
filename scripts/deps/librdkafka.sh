# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# librdkafka: the system's package if it is new enough, else Debian 13's source package with the patches in patches/, built into
# .deps/librdkafka. Sourced by scripts/install-deps, after scripts/deps/apt.sh.

librdkafka_minimum=2.10.0  # of a package; cmake/RollcallRdkafka.cmake asks for the same
librdkafka_source=trixie   # the Debian release whose source is built, which has 2.8.0
librdkafka_build_packages=(make patch dpkg-dev debian-archive-keyring liblz4-dev libsasl2-dev libssl-dev libzstd-dev zlib1g-dev)

# Sets `system_librdkafka` to "yes" if the machine has, or apt can install, a librdkafka-dev that is new enough.
find_system_librdkafka() {
  local candidate
  candidate=$(LC_ALL=C apt-cache policy librdkafka-dev 2>/dev/null | awk '$1 == "Candidate:" { print $2 }')
  system_librdkafka=no
  if [[ -n $candidate && $candidate != "(none)" ]] && dpkg --compare-versions "$candidate" ge "$librdkafka_minimum"; then
    system_librdkafka=yes
  fi
}

# fetch_librdkafka_source DIR: apt checks the signatures and the hashes. The machine's own lists are not touched.
fetch_librdkafka_source() {
  local dir=$1
  find_debian_mirror "fetch librdkafka's source"
  mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$debian_mirror" "$librdkafka_source" \
    >"$dir/sources.list"
  local options=(-o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$dir/lists"
    -o "Dir::Cache=$dir" -o APT::Sandbox::User=)
  quietly "reading the index of Debian $librdkafka_source's sources" apt-get "${options[@]}" update
  (cd "$dir" && quietly "fetching librdkafka's source" apt-get "${options[@]}" source --download-only librdkafka)
}

# Without the HTTP client, which only SASL's OIDC needs and Debian 12's package does not have either: it would load thirty more
# shared libraries at each start.
build_librdkafka() {
  local work=$1 prefix=$2
  (cd "$work" && quietly "unpacking librdkafka" dpkg-source --no-check -x librdkafka_*.dsc source)
  cd "$work/source" || exit
  local patch
  for patch in "$top"/scripts/deps/patches/librdkafka-*.patch; do
    quietly "applying ${patch##*/}" patch -p1 -i "$patch"
  done
  quietly "configuring librdkafka" ./configure --prefix="$prefix" --disable-curl --disable-debug-symbols --no-download
  quietly "building librdkafka" make -j "$(nproc)" libs
  quietly "installing librdkafka" make -C src install
}

install_librdkafka() {
  find_system_librdkafka
  if [[ $system_librdkafka == yes ]]; then
    install_packages librdkafka-dev
    return
  fi
  local stamp=$deps/librdkafka/.version version
  version=$(cat "$top"/scripts/deps/librdkafka.sh "$top"/scripts/deps/patches/librdkafka-*.patch | sha256sum)
  [[ -f $stamp && $(<"$stamp") == "$version" ]] && return 0
  install_packages "${librdkafka_build_packages[@]}"
  say "building librdkafka from Debian $librdkafka_source's source into .deps/librdkafka"
  local work
  work=$(mktemp -d "$deps/librdkafka-build.XXXXXX")
  fetch_librdkafka_source "$work"
  rm -rf "$deps/librdkafka"
  (build_librdkafka "$work" "$deps/librdkafka")
  sed -n '/^Version: /{s///p;q}' "$work"/librdkafka_*.dsc >"$deps/librdkafka/.source_version"  # for packaging/sbom
  rm -rf "$work"
  printf '%s\n' "$version" >"$stamp"
}
