# SPDX-License-Identifier: Apache-2.0
"""What CPU time a process has used, as Linux counts it (proc_pid_stat(5)), in steps of 10 ms."""

import os

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_s(pid):
    """The CPU time that a process has used so far: all threads, user and system."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
