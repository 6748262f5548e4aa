# SPDX-License-Identifier: Apache-2.0
"""Where the programs, the tools and the sources are. The build sets the variables; the defaults serve runs by hand."""

import os
import pathlib

TOP = pathlib.Path(__file__).resolve().parents[3]
DEPS = pathlib.Path(
    os.environ.get("ROLLCALL_DEPS_DIR", TOP / ".deps")
).resolve()  # absolute: programs run in other folders
BIN = pathlib.Path(os.environ.get("ROLLCALL_BIN_DIR", TOP / "build" / "release" / "bin")).resolve()
