# SPDX-License-Identifier: Apache-2.0
"""Where the programs, the tools and the sources are. The build sets the variables; by hand the defaults do."""

import os
import pathlib

TOP = pathlib.Path(__file__).resolve().parents[3]
DEPS = pathlib.Path(os.environ.get("ROLLCALL_DEPS_DIR", TOP / ".deps"))
BIN = pathlib.Path(os.environ.get("ROLLCALL_BIN_DIR", TOP / "build" / "release" / "bin"))
