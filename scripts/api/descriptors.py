# SPDX-License-Identifier: Apache-2.0
"""Reads the .proto of the API by protoc, comments included."""

import pathlib
import subprocess
import tempfile

from google.protobuf import descriptor_pb2

API = "rollcall/v1/rollcall.proto"


def load_api(folder):
    """The FileDescriptorProto of the API below a folder. Raises CalledProcessError if protoc refuses it."""
    with tempfile.TemporaryDirectory() as work:
        out = pathlib.Path(work) / "set"
        subprocess.run(
            ["protoc", f"--proto_path={folder}", "--include_source_info", f"--descriptor_set_out={out}", API],
            check=True,
        )
        [file] = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes()).file
    return file


def members(file):
    """{full name: its descriptor} of every field and enum value."""
    found = {}
    for message in file.message_type:
        _add_message(message, file.package, found)
    for enum in file.enum_type:
        _add_enum(enum, file.package, found)
    return found


def _add_message(message, scope, found):
    name = f"{scope}.{message.name}"
    found.update({f"{name}.{field.name}": field for field in message.field})
    for nested in message.nested_type:
        _add_message(nested, name, found)
    for enum in message.enum_type:
        _add_enum(enum, name, found)


def _add_enum(enum, scope, found):
    found.update({f"{scope}.{enum.name}.{value.name}": value for value in enum.value})
