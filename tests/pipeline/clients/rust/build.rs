// SPDX-License-Identifier: Apache-2.0
// Generates the API's code from the .proto files in ROLLCALL_PROTO_PATH, a list of folders with ':' between them.

const PROTOS: [&str; 3] = ["rollcall/v1/rollcall.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-env-changed=ROLLCALL_PROTO_PATH");
    let path = std::env::var("ROLLCALL_PROTO_PATH")?;
    let folders: Vec<&str> = path.split(':').collect();
    tonic_build::configure().build_server(false).compile_protos(&PROTOS, &folders)?;
    Ok(())
}
