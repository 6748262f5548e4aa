# SPDX-License-Identifier: Apache-2.0
"""What a process costs, read from /proc."""

import os
import subprocess
import time

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def cpu_s(pid):
    """The CPU time that a process has used so far: all threads, user and system."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND


def resident_bytes(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * _PAGE_BYTES


def peak_bytes(pid):
    """The highest resident_bytes since the process began, or since forget_peak (proc_pid_status(5))."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))


def forget_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")


def wall_ms(*command):
    """Runs a command and discards its output. Returns how long it took."""
    words = [str(word) for word in command]
    begin = time.monotonic()
    subprocess.run(
        words, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600
    )
    return (time.monotonic() - begin) * 1e3
