// SPDX-License-Identifier: Apache-2.0
//! Generates the API's code from rollcall/v1/rollcall.proto in the folder ROLLCALL_PROTO, by default that of this repository.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-env-changed=ROLLCALL_PROTO");
    let folder = std::env::var("ROLLCALL_PROTO").unwrap_or_else(|_| "../../proto".to_string());
    tonic_build::configure().build_server(false).compile_protos(&["rollcall/v1/rollcall.proto"], &[folder])
}
