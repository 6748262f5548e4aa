# SPDX-License-Identifier: Apache-2.0
"""The programs of examples/, one for each language, side by side: with the same arguments they print the same."""

import re

from support.api import pb
from support.paths import DEPS
from support.process import Child
from support.waiting import wait_until

LANGUAGES = ("go", "java", "python", "rust", "typescript")  # for each there is a build_example_LANGUAGE

_STATES = {number: name.removeprefix("STATE_") for name, number in pb.NodeStatus.State.items()}


class Example(Child):
    """One run of a program."""

    def __init__(self, language, folder, servers, *arguments):
        self.language = language
        command = [DEPS / "examples" / language / "run", ",".join(servers), *arguments]
        super().__init__(command, folder, f"example-{language}-{id(self)}", LC_ALL="C.UTF-8")

    def lines(self):
        """The whole lines that it has printed so far."""
        return self.stdout().split("\n")[:-1]

    def folded(self):
        """Those of its watch."""
        return [line for line in self.lines() if line.startswith("revision ")]

    def table(self):
        """The cells of its table, which ends before the first line of the watch."""
        return [
            re.split(" {2,}", line.rstrip()) for line in self.lines() if not line.startswith(("revision ", "not up: "))
        ]

    def complaints(self):
        return self.stderr().splitlines()

    def pauses_s(self):
        """Those that it announced, in tenths of a second."""
        return [float(text) for text in re.findall(r"; trying again in (\d+\.\d) s$", self.stderr(), re.MULTILINE)]


class Examples:
    """A run of each language's program. A failed check names the languages that it fails for."""

    def __init__(self, folder, servers_of, *arguments, has_begun=lambda example: True):
        """servers_of(language): the addresses of its servers. Each program is started when has_begun(example) is true
        of the one before, or that has ended."""
        self._all = []
        for language in LANGUAGES:
            self._all.append(Example(language, folder, servers_of(language), *arguments))
            self._wait_begun(self._all[-1], has_begun)

    def _wait_begun(self, example, has_begun):
        wait_until(lambda: has_begun(example) or not example.running(), lambda: f"it begins\n{example.report()}")

    def check(self, check):
        """Calls check(example) for each."""
        wrong = []
        for example in self._all:
            try:
                check(example)
            except AssertionError as error:
                wrong.append(f"=== {example.language}: {error}\n{example.report()}")
        assert not wrong, "\n".join(wrong)

    def wait(self, is_there, what):
        """Waits until is_there(example) is true of each of them, which must still run."""

        def missing():
            self.check(_assert_runs)
            return [example for example in self._all if not is_there(example)]

        wait_until(lambda: not missing(), lambda: f"{what}\n{self.report(missing())}")

    def wait_folded(self, line):
        """Waits until this is the newest line of each watch."""
        self.wait(lambda example: example.folded()[-1:] == [line], line)

    def report(self, examples=None):
        """What these have printed, or all of them."""
        return "\n".join(f"=== {example.language}\n{example.report()}" for example in examples or self._all)

    def end_with(self, code):
        """Waits until each has ended, with this exit code."""

        def assert_ended(example):
            ended = example.wait()
            assert ended == code, f"exit code {ended}, not {code}"

        self.check(assert_ended)

    def stop(self, signal_number):
        """Sends this signal, at which each has to end with 0."""
        self.check(_assert_runs)
        for example in self._all:
            example.signal(signal_number)
        self.end_with(0)

    def kill(self):
        for example in self._all:
            example.kill()


def _assert_runs(example):
    assert example.running(), f"it ended with {example.process.returncode}"


def fold_line(revision, nodes):
    """What a program prints at a checkpoint: of {node id: (state, names)}."""
    words = [f"{node_id}={_STATES[state]}({','.join(names)})" for node_id, (state, names) in sorted(nodes.items())]
    return " ".join([f"revision {revision}:", *words])
