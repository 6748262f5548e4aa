# SPDX-License-Identifier: Apache-2.0
"""A child process whose output goes to files and which never outlives the tests."""

import os
import signal
import subprocess

from support.waiting import DEADLINE_S, wait_until

# Not preexec_fn, because with it Python really forks, and gRPC's threads do not survive a fork.
_DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL", "--"]


def clean_environment(**more):
    """The environment without the settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}
    return kept | {"XDG_CONFIG_HOME": "/nonexistent"} | more


class Child:
    def __init__(self, command, folder, name, stdin=subprocess.DEVNULL, **environment):
        self.command = [str(word) for word in command]
        self._out = folder / f"{name}.stdout"
        self._err = folder / f"{name}.stderr"
        with open(self._out, "wb") as out, open(self._err, "wb") as err:
            self.process = subprocess.Popen(
                _DIE_WITH_PARENT + self.command,
                stdin=stdin,
                stdout=out,
                stderr=err,
                cwd=folder,
                env=clean_environment(**environment),
            )

    def stdout(self):
        return self._out.read_text(errors="replace")

    def stderr(self):
        return self._err.read_text(errors="replace")

    def running(self):
        return self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, deadline_s=DEADLINE_S):
        """Returns the exit code. Fails if the process still runs at the deadline."""
        try:
            return self.process.wait(deadline_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.command[0]} still runs after {deadline_s} s\n{self.report()}") from None

    def stop(self):
        """Sends SIGTERM, waits for the end and returns the exit code."""
        if self.running():
            self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        if self.running():
            self.process.kill()
        self.process.wait()

    def wait_for(self, found, what, deadline_s=DEADLINE_S):
        """Waits until found() is true. Fails at once if the process ends before that."""

        def check():
            value = found()
            if not value and not self.running():
                value = found()
                assert value, f"the process ended with {self.process.returncode} before: {what}\n{self.report()}"
            return value

        return wait_until(check, lambda: f"{what}\n{self.report()}", deadline_s)

    def report(self):
        return f"$ {' '.join(self.command)}\n--- stdout\n{self.stdout()[-6000:]}\n--- stderr\n{self.stderr()[-6000:]}"
