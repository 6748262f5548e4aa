# SPDX-License-Identifier: Apache-2.0
"""What a process costs, read from /proc."""

import os
import subprocess
import time

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_s(pid):
    """The CPU time that a process has used so far: all threads, user and system."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND


def wall_ms(*command):
    """Runs a command and discards its output. Returns how long it took."""
    words = [str(word) for word in command]
    begin = time.monotonic()
    subprocess.run(
        words, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600
    )
    return (time.monotonic() - begin) * 1e3
