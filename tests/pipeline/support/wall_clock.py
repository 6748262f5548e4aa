# SPDX-License-Identifier: Apache-2.0
"""A wall clock that a test can set, for the processes that are started with its environment."""

import pathlib
import struct
import subprocess

from support.tools import program

_SOURCE = pathlib.Path(__file__).with_suffix(".c")


class WallClock:
    """Shows the true time until it is set. Every other clock of the processes is true."""

    def __init__(self, folder):
        self._file = folder / "wall_clock"
        self._library = folder / "wall_clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-o", self._library, _SOURCE], check=True)
        self._file.write_bytes(struct.pack("=q", 0))

    def set_ahead(self, seconds):
        """Sets it so many seconds ahead of the true time; negative: behind it."""
        with open(self._file, "r+b") as file:  # the processes have mapped this very file
            file.write(struct.pack("=q", seconds))

    def environment(self):
        libraries = [*_sanitizers(), str(self._library)]
        return {"LD_PRELOAD": " ".join(libraries), "WALL_CLOCK_FILE": str(self._file)}


def _sanitizers():
    """The libraries that must be loaded before every other one, if the programs were built with a sanitizer."""
    listed = subprocess.run(["ldd", program("rollcalld")], check=True, capture_output=True, text=True).stdout
    return [line.split()[2] for line in listed.splitlines() if line.strip().startswith(("libasan", "libubsan"))]
