# SPDX-License-Identifier: Apache-2.0
"""Runs buf on copies of the API."""

import pathlib
import shutil
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
API = pathlib.Path("rollcall/v1/rollcall.proto")


def run(*arguments, folder=TOP):
    """The exit code and all output."""
    [buf] = (TOP / ".deps" / "buf" / "node_modules" / "@bufbuild").glob("buf-linux-*/bin/buf")
    done = subprocess.run([buf, *arguments], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def copy_api(folder):
    """Copies what is installed into share/rollcall/proto."""
    (folder / API.parent).mkdir(parents=True)
    for name in (API, "buf.yaml"):
        shutil.copy(TOP / "proto" / name, folder / name)
    return folder
