# SPDX-License-Identifier: Apache-2.0
"""Drives the load generator (bench/load)."""

import json
import signal
import subprocess

from support.paths import BIN

PROGRAM = BIN.parent / "bench" / "rollcall-bench-load"
_DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL", "--"]  # even if it is stopped (SIGSTOP)


def run(command, *words, **flags):
    """Runs one command of it to its end. Returns what it measured."""
    command = [*_DIE_WITH_PARENT, PROGRAM, command, *_flag_words(flags), *map(str, words)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"{done.args}: {done.stderr}"
    return json.loads(done.stdout)


def _flag_words(flags):
    return [f"-{name.replace('_', '-')}={value}" for name, value in flags.items()]


def target(peer, server):
    """The flags that say which server is meant, and how it is reached."""
    trusted = server.certificate.authority if server.certificate else ""
    return {"peer": peer, "address": server.address, "pid": server.pid, "tls_ca": trusted}


class Watchers:
    """A process that holds streams open. bench/load/watch.go describes its commands."""

    def __init__(self, peer, server, streams, connections, watch_filter="all", spread_s=0):
        flags = target(peer, server) | {
            "streams": streams,
            "spread": f"{spread_s}s",
            "connections": min(connections, streams),
            "filter": watch_filter,
        }
        command = [*_DIE_WITH_PARENT, PROGRAM, "watch", *_flag_words(flags)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready_s = self._receive()["ready_s"]

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self._process.kill()
        self._process.communicate()

    def begin(self):
        """Starts counting."""
        self._send("begin")

    def wait(self, revision):
        """Waits until every stream is complete up to this revision."""
        self._send(f"wait {revision}")

    def end(self):
        """Returns what was counted since begin()."""
        return self._send("end")

    def resume(self):
        """Ends all streams and resumes them. Returns how long that took (s)."""
        return self._send("resume")["took_s"]

    def stop(self):
        """Stops the process (SIGSTOP), so that it reads nothing more."""
        self._process.send_signal(signal.SIGSTOP)

    def _send(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._receive()

    def _receive(self):
        line = self._process.stdout.readline()
        assert line, f"the load generator ended with {self._process.wait()}"
        return json.loads(line)
