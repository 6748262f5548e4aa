# SPDX-License-Identifier: Apache-2.0
"""The API's Python classes, generated from the current .proto: `from support.api import pb, pb_grpc`."""

import importlib
import pathlib
import sys
import tempfile

import grpc_tools
from grpc_tools import protoc

from support.paths import TOP

_generated = tempfile.TemporaryDirectory(prefix="rollcall-stubs-")  # removed when the process ends


def _generate():
    protos = TOP / "proto"
    well_known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    code = protoc.main(
        [
            "protoc",
            f"--proto_path={protos}",
            f"--proto_path={well_known}",
            f"--python_out={_generated.name}",
            f"--grpc_python_out={_generated.name}",
            "rollcall/v1/rollcall.proto",
        ]
    )
    assert code == 0, "protoc could not generate the Python classes"
    sys.path.insert(0, _generated.name)


_generate()
pb = importlib.import_module("rollcall.v1.rollcall_pb2")
pb_grpc = importlib.import_module("rollcall.v1.rollcall_pb2_grpc")
