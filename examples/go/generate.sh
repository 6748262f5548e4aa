#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Generates the API's code into rollcallv1/, from the .proto in ../../proto or in the folder that ROLLCALL_PROTO names. Needs protoc,
# and in the PATH the two plugins that `go install tool` builds. `go generate` calls it.
set -eu
cd "$(dirname "$0")"
package=rollcall-example/rollcallv1
protoc --proto_path="${ROLLCALL_PROTO:-../../proto}" \
  --go_out=. --go_opt=module=rollcall-example,Mrollcall/v1/rollcall.proto=$package \
  --go-grpc_out=. --go-grpc_opt=module=rollcall-example,Mrollcall/v1/rollcall.proto=$package \
  rollcall/v1/rollcall.proto
