# SPDX-License-Identifier: Apache-2.0
"""scripts/soak for one round of faults, and that its checks find what they look for."""

import collections
import subprocess
import sys

import pytest

from soak.gauges import Gauge
from soak.run import soak
from soak.shown_states import ShownStates
from support.cpu import cpu_s
from support.memory import MIB
from support.waiting import wait_until

Header = collections.namedtuple("Header", "revision digest node_count")


@pytest.mark.release_only
def test_one_round_of_all_faults():
    report = soak(minutes=0, seed=1, watchers=2)
    assert set(report["faults"].values()) == {1}, report
    assert report["states_compared"] > 100 and report["lists"] > 10 and report["checkpoints"] > 100, report


def test_another_state_at_one_revision_is_found():
    shown = ShownStates()
    shown.note("all", Header(7, 1, 1))
    shown.note("all", Header(7, 1, 1))
    shown.note("down", Header(7, 2, 1))
    assert shown.compared == 1
    with pytest.raises(AssertionError, match="all at revision 7"):
        shown.note("all", Header(7, 2, 1))


class Process:
    """In place of support.process.Child: a process that runs as long as `code` is None."""

    def __init__(self, lines=0, code=None):
        self.process = subprocess.Popen(["true"])
        self.process.wait()
        self.process.returncode = code
        self._lines = lines

    def running(self):
        return self.process.returncode is None

    def stderr(self):
        return "line\n" * self._lines

    def report(self):
        return ""


def _gauge(lines=0, resident_mib=(100,) * 9, files=(20,) * 9, cores=(0.1,) * 8):
    return Gauge("a program", Process(lines), [mib * MIB for mib in resident_mib], list(files), list(cores))


def test_a_process_that_stays_as_it_is_is_fine():
    _gauge(lines=100).check(faults=0, minutes=0)
    _gauge(lines=500, resident_mib=[50, 100, 100, 100, 104, 100, 110, 104, 100]).check(faults=15, minutes=3)


@pytest.mark.parametrize(
    "gauge, what",
    [
        (_gauge(resident_mib=[100 + 10 * number for number in range(9)]), "a program grew"),
        (_gauge(files=range(20, 200, 20)), "more and more files"),
        (_gauge(lines=10_000), "wrote 10000 lines"),
        (_gauge(cores=[0.1] * 7 + [1]), "a program took too much CPU"),
    ],
)
def test_what_is_too_much_is_found(gauge, what):
    with pytest.raises(AssertionError, match=what):
        gauge.check(faults=15, minutes=3)


def test_cpu_is_counted_from_one_sample_to_the_next():
    class Running(Process):
        def __init__(self):
            super().__init__()
            self.process = subprocess.Popen([sys.executable, "-c", "while True: pass"])

    gauge = Gauge("a program", Running())
    try:
        gauge.sample()
        wait_until(lambda: cpu_s(gauge.child.process.pid) > 0.2, "it has used 0.2 s of CPU")
        gauge.sample()
    finally:
        gauge.child.process.kill()
        gauge.child.process.wait()
    assert len(gauge.cores) == 1 and 0 < gauge.cores[0] <= 1.5, gauge.cores


def test_an_end_is_found():
    with pytest.raises(AssertionError, match="a program ended with -11"):
        Gauge("a program", Process(code=-11)).sample()
