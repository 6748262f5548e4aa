# SPDX-License-Identifier: Apache-2.0
"""How much memory a process has in RAM, as Linux counts it (proc_pid_status(5)), how many files it has open, and what
the tests compare that with. `server` is anything with a `child`."""

import os
import pathlib
import re

from support.waiting import wait_until

MIB = 1 << 20
NO_QUARANTINE = {"ASAN_OPTIONS": "quarantine_size_mb=1"}  # memory that AddressSanitizer holds back is not the server's


def resident_bytes(server):
    return _bytes(server, "VmRSS")


def open_files(server):
    """How many files and sockets it has open."""
    return len(os.listdir(f"/proc/{server.child.process.pid}/fd"))


def peak_bytes(server):
    """The highest resident_bytes since the process began, or since forget_peak."""
    return _bytes(server, "VmHWM")


def forget_peak(server):
    pathlib.Path(f"/proc/{server.child.process.pid}/clear_refs").write_text("5")


def wait_resident(server, limit_bytes, deadline_s):
    wait_until(
        lambda: resident_bytes(server) <= limit_bytes,
        lambda: f"{resident_bytes(server) / MIB:.0f} MiB are resident, more than {limit_bytes / MIB:.0f}",
        deadline_s,
    )


def _bytes(server, field):
    status = pathlib.Path(f"/proc/{server.child.process.pid}/status").read_text()
    return int(re.search(rf"^{field}:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024
