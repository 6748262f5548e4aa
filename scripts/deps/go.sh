# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Go, and the tools written in it that call the server in the tests: built into .deps/bin, in the versions of
# tests/pipeline/clients/go/go.mod. Sourced by scripts/install-deps.
# Debian 12's own Go (1.19) is too old to build them, but can download a newer one, which is a Go module.

go_tools=(
  github.com/fullstorydev/grpcurl/cmd/grpcurl
  github.com/bojand/ghz/cmd/ghz
  github.com/grpc-ecosystem/grpc-health-probe
  github.com/summerwind/h2spec/cmd/h2spec
  google.golang.org/grpc/cmd/protoc-gen-go-grpc
  google.golang.org/protobuf/cmd/protoc-gen-go
  sigs.k8s.io/kustomize/kustomize/v5)
go_toolchain=go1.26.8

have_go() {
  have go || return 1
  local minor
  minor=$(GOTOOLCHAIN=local go env GOVERSION | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
  [[ -n $minor ]] && ((minor >= 26))
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

# run_go ARGUMENT...: in the folder $go_module, with the Go that find_go has found.
run_go() {
  env -C "$go_module" GOTOOLCHAIN=local GOFLAGS='-modcacherw -buildvcs=false' CGO_ENABLED=0 "$go" "$@"
}

# One build, because the tools share gRPC.
install_go_tools() {
  local go_module=$top/tests/pipeline/clients/go stamp=$deps/bin/.go-tools go version
  version=$(hash_files "$go_module/go.mod" "$go_module/go.sum" "$top/scripts/deps/go.sh")
  [[ -x $deps/bin/grpcurl && -f $stamp && $(<"$stamp") == "$version" ]] && return 0
  find_go
  say "building grpcurl, ghz, h2spec and the other tools written in Go into .deps/bin"
  mkdir -p "$deps/bin"
  quietly "building the tools written in Go" run_go build -o "$deps/bin/" "${go_tools[@]}"
  printf '%s\n' "$version" >"$stamp"
}
