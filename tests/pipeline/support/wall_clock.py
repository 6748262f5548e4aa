# SPDX-License-Identifier: Apache-2.0
"""A wall clock that a test can set, for the processes that are started with its environment (libfaketime)."""

import pathlib
import subprocess

from support.tools import program

_SHIM = "/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1"


class WallClock:
    """Shows the true time until it is set. Every other clock of the processes is true."""

    def __init__(self, folder):
        self._file = folder / "wall_clock"
        self.set_ahead(0)

    def set_ahead(self, seconds):
        """Sets it so many seconds ahead of the true time; negative: behind it."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.rename(self._file)  # a process may read it at any time

    def environment(self):
        return {
            "LD_PRELOAD": " ".join([*_sanitizers(), _shim()]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


def _shim():
    machine = subprocess.run(["uname", "-m"], check=True, capture_output=True, text=True).stdout.strip()
    path = pathlib.Path(_SHIM.format(machine=machine))
    assert path.exists(), f"{path} is missing; scripts/install-deps tests installs it"
    return str(path)


def _sanitizers():
    """The libraries that must be loaded before every other one, if the programs were built with a sanitizer."""
    listed = subprocess.run(["ldd", program("rollcalld")], check=True, capture_output=True, text=True).stdout
    return [line.split()[2] for line in listed.splitlines() if line.strip().startswith(("libasan", "libubsan"))]
