# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What calls the server in the tests beside Rollcall's own client: nginx, and the programs of tests/pipeline/clients, each built
# into .deps/clients/LANGUAGE. Sourced by scripts/install-deps.

clients=$top/tests/pipeline/clients
proto_path=$top/proto:$deps/googleapis

have_cargo() {
  have cargo || return 1
  local minor
  minor=$(cargo --version | sed -n 's/^cargo 1\.\([0-9]*\).*/\1/p')
  [[ -n $minor ]] && ((minor >= 85))
}

# Debian 12's own cargo is too old. It has a newer one, to build browsers with.
cargo_package() { if apt-cache show cargo-web >/dev/null 2>&1; then echo cargo-web; else echo cargo; fi; }

install_nginx() {
  have nginx || [[ -x $deps/nginx/usr/sbin/nginx ]] || unpack_package nginx "$deps/nginx"
}

# install_client LANGUAGE: by build_LANGUAGE FOLDER.
install_client() {
  build_if_changed "the tests' client in $1" "build_$1" "$deps/clients/$1" "$clients/$1" "$top/proto" "$top/scripts/deps/clients.sh"
}

# A module cannot take generated code from outside its folder, so a copy of the module gets it.
build_go() {
  local go go_module=$1/module package=rollcall/tests/pipeline/clients/go
  find_go
  rm -rf "$go_module"
  cp -r "$clients/go" "$go_module"
  quietly "generating the API's code in Go" env PATH="$deps/bin:$PATH" protoc --proto_path="$top/proto" \
    --go_out="$go_module" --go_opt="module=$package,Mrollcall/v1/rollcall.proto=$package/rollcallv1" \
    --go-grpc_out="$go_module" --go-grpc_opt="module=$package,Mrollcall/v1/rollcall.proto=$package/rollcallv1" \
    rollcall/v1/rollcall.proto
  quietly "building the client in Go" run_go build -o "$1/client" .
  quietly "building gRPC's interoperability tests" run_go build -o "$1/interop" ./interop
  "$1/interop" descriptors >"$1/grpc_testing.protoset"
}

build_java() {
  local lib=$1/lib generated=$1/generated
  rm -rf "$lib" "$generated" "$1/classes" "$1/interop"
  mkdir -p "$generated"
  quietly "mvn dependency:copy-dependencies" mvn -B -q -f "$clients/java/pom.xml" dependency:copy-dependencies \
    -DoutputDirectory="$lib"
  quietly "mvn dependency:copy-dependencies" mvn -B -q -f "$clients/java/interop.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$1/interop"
  quietly "generating the API's code in Java" protoc --proto_path="$top/proto" --java_out="$generated" rollcall/v1/rollcall.proto
  quietly "building the client in Java" javac -nowarn -proc:none -encoding UTF-8 -cp "$lib/*" -d "$1/classes" \
    "$clients"/java/*.java "$generated"/rollcall/v1/*.java
}

build_node() {
  cp "$clients/node/package.json" "$1/"
  quietly "npm install @grpc/grpc-js" npm install --prefix "$1" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts
}

build_rust() {
  quietly "building the client in Rust" env ROLLCALL_PROTO_PATH="$proto_path" CARGO_TARGET_DIR="$1/target" \
    cargo build --quiet --locked --manifest-path "$clients/rust/Cargo.toml"
}
