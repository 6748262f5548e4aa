# SPDX-License-Identifier: Apache-2.0
"""Generates the API's code into rollcall/, from the .proto in ../../proto or in the folder of ROLLCALL_PROTO."""

import os
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
proto = os.environ.get("ROLLCALL_PROTO", here / "../../proto")
command = [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={proto}"]
outputs = [f"--python_out={here}", f"--grpc_python_out={here}"]
subprocess.run([*command, *outputs, "rollcall/v1/rollcall.proto"], check=True)
