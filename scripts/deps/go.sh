# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# grpcurl, built by Go into .deps/bin. Sourced by scripts/install-deps.
# Debian 12's own Go (1.19) is too old to build it, but can download a newer one, which is a Go module.

grpcurl_version=v1.9.3
go_toolchain=go1.24.4

have_go() {
  have go || return 1
  local minor
  minor=$(GOTOOLCHAIN=local go env GOVERSION | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
  [[ -n $minor ]] && ((minor >= 22))
}

# Sets `go` to a Go that is new enough.
find_go() {
  if have_go; then
    go=$(command -v go)
    return 0
  fi
  go=$deps/go/bin/go
  [[ -x $go ]] || download_go
}

download_go() {
  local version work module
  version=v0.0.1-$go_toolchain.linux-$(dpkg --print-architecture)
  say "downloading Go ($go_toolchain) into .deps/go"
  work=$(mktemp -d "$deps/go.XXXXXX")
  quietly "downloading Go" env GOFLAGS=-modcacherw GOPATH="$work" GOMODCACHE="$work/mod" GOCACHE="$work/cache" \
    go mod download "golang.org/toolchain@$version"
  module=$work/mod/golang.org/toolchain@$version
  # A module's zip holds neither file modes nor go.mod files of inner modules (they come as _go.mod).
  chmod -R u+rwX "$module"
  chmod -R u+x "$module/bin" "$module/pkg/tool"
  find "$module/src" -name _go.mod -execdir mv _go.mod go.mod \;
  rm -rf "$deps/go"
  mv "$module" "$deps/go"
  rm -rf "$work"
}

install_grpcurl() {
  local stamp=$deps/bin/.grpcurl-version go
  [[ -x $deps/bin/grpcurl && -f $stamp && $(<"$stamp") == "$grpcurl_version" ]] && return 0
  find_go
  say "building grpcurl $grpcurl_version into .deps/bin"
  mkdir -p "$deps/bin"
  quietly "building grpcurl" env GOTOOLCHAIN=local GOFLAGS=-modcacherw GOBIN="$deps/bin" CGO_ENABLED=0 \
    "$go" install "github.com/fullstorydev/grpcurl/cmd/grpcurl@$grpcurl_version"
  printf '%s\n' "$grpcurl_version" >"$stamp"
}
