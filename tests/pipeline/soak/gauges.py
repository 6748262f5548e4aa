# SPDX-License-Identifier: Apache-2.0
"""What the processes of a long run need: memory, file descriptors, CPU, lines of log, and whether that is too much."""

import statistics
import time
from dataclasses import dataclass, field

from support.cpu import cpu_s
from support.memory import MIB, open_files, resident_bytes

# What a process may grow by from the middle third of a run to the last one. An allocator keeps what a peak needed, and
# peaks come at random times.
_MORE_BYTES, _MORE_SHARE = 4 * MIB, 0.1
_MORE_FILES = 40  # connections that happen to be open
# CPU from one sample to the next, in cores: a thread that spins takes one.
_MOST_CORES = 0.5
# What a fault may write into the log of one process: each of its threads notices it, counts it, and notices its end.
_LINES_PER_FAULT, _LINES_PER_MINUTE, _LINES_AT_START = 40, 10, 100


@dataclass
class Gauge:
    """Samples of one process, of one life."""

    name: str
    child: object
    resident: list = field(default_factory=list)  # bytes
    files: list = field(default_factory=list)
    cores: list = field(default_factory=list)  # since the sample before
    _last: tuple = None  # when that was, and the CPU time until then, in seconds

    def sample(self):
        assert self.child.running(), f"{self.name} ended with {self.child.process.returncode}\n{self.child.report()}"
        self.resident.append(resident_bytes(self))
        self.files.append(open_files(self))
        self._sample_cpu()

    def lines(self):
        return self.child.stderr().count("\n")

    def check(self, faults, minutes):
        """Fails if memory or descriptors grew, if a thread was busy all the time, or if the log was flooded."""
        limit = _LINES_AT_START + faults * _LINES_PER_FAULT + minutes * _LINES_PER_MINUTE
        assert self.lines() <= limit, f"{self.name} wrote {self.lines()} lines, more than {limit:.0f}\n{self._log()}"
        assert max(self.cores, default=0) <= _MOST_CORES, f"{self.name} took too much CPU: {_rounded(self.cores)} cores"
        if len(self.resident) < 3:
            return
        before, after = (statistics.median(part) for part in _last_thirds(self.resident))
        assert after <= before * (1 + _MORE_SHARE) + _MORE_BYTES, f"{self.name} grew: {_in_mib(self.resident)} MiB"
        before, after = (statistics.median(part) for part in _last_thirds(self.files))
        assert after <= before + _MORE_FILES, f"{self.name} has more and more files open: {self.files}"

    def summary(self):
        return {
            "resident_mib": _in_mib(
                [self.resident[0], statistics.median(self.resident), max(self.resident), self.resident[-1]]
            ),
            "cores": _rounded([statistics.median(self.cores or [0]), max(self.cores, default=0)]),
            "files": [self.files[0], max(self.files), self.files[-1]],  # first, highest, last
            "log_lines": self.lines(),
            "samples": len(self.resident),
        }

    def _sample_cpu(self):
        now, used = time.monotonic(), cpu_s(self.child.process.pid)
        if self._last:
            self.cores.append((used - self._last[1]) / (now - self._last[0]))
        self._last = now, used

    def _log(self):
        return self.child.stderr()[-4000:]


def _last_thirds(values):
    third = len(values) // 3
    return values[-2 * third : -third], values[-third:]


def _in_mib(values):
    return [round(value / MIB, 1) for value in values]


def _rounded(values):
    return [round(value, 3) for value in values]
