# SPDX-License-Identifier: Apache-2.0
"""The load generator (bench/load), as Python drives it."""

import json
import signal
import subprocess

from support.paths import BIN

PROGRAM = BIN.parent / "bench" / "rollcall-bench-load"
_DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL", "--"]  # also where it is stopped and reads nothing


def run(*arguments):
    """Runs it to its end and returns what it measured."""
    command = [*_DIE_WITH_PARENT, PROGRAM, *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"{done.args}: {done.stderr}"
    return json.loads(done.stdout)


class Watchers:
    """A process that holds streams open; see bench/load/watch.go for what it can be told."""

    def __init__(self, peer, server, streams, connections, watch_filter="all", spread_s=0):
        flags = {"peer": peer, "address": server.address, "pid": server.pid, "streams": streams, "spread": f"{spread_s}s",
                 "connections": min(connections, streams), "filter": watch_filter}
        command = [*_DIE_WITH_PARENT, PROGRAM, "watch", *(f"-{name}={value}" for name, value in flags.items())]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready_s = self._answer()["ready_s"]

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self._process.kill()
        self._process.communicate()

    def begin(self):
        self._tell("begin")

    def wait(self, revision):
        """Until every stream is complete up to there."""
        self._tell(f"wait {revision}")

    def end(self):
        """What was counted since begin()."""
        return self._tell("end")

    def resume(self):
        """Ends all streams and resumes them; how long that took (s)."""
        return self._tell("resume")["took_s"]

    def stop(self):
        """Reads nothing from here on."""
        self._process.send_signal(signal.SIGSTOP)

    def _tell(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self._process.stdout.readline()
        assert line, f"the load generator ended with {self._process.wait()}"
        return json.loads(line)
