# SPDX-License-Identifier: Apache-2.0
"""The clients of other languages (clients/README.md says what they print), and the states that they have to print."""

import json
import subprocess
import sys

from support.api import pb
from support.compare import list_all
from support.paths import DEPS, TOP
from support.process import Child

LANGUAGES = ("go", "java", "node", "python", "rust")

_BUILT = DEPS / "clients"
_SOURCES = TOP / "tests" / "pipeline" / "clients"
QUICK_TO_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_COMMANDS = {
    "go": [_BUILT / "go" / "client"],
    "java": ["java", *QUICK_TO_START, "-cp", f"{_BUILT}/java/classes:{_BUILT}/java/lib/*", "Main"],
    "node": ["node", _SOURCES / "node" / "main.js"],
    "python": [sys.executable, _SOURCES / "python" / "main.py"],
    "rust": [_BUILT / "rust" / "target" / "debug" / "rollcall-client"],
}
_ENVIRONMENT = {
    "NODE_PATH": str(_BUILT / "node" / "node_modules"),
    "PYTHONPATH": str(TOP / "tests" / "pipeline"),
    "ROLLCALL_PROTO_PATH": f"{TOP}/proto:{DEPS}/googleapis",
}


class Client(Child):
    """One run of a client. Fails where it is read from if the program failed."""

    def __init__(self, language, folder, server, scenario, *arguments):
        command = [*_COMMANDS[language], getattr(server, "address", server), scenario, *arguments]
        super().__init__(command, folder, f"{language}-{scenario}-{id(self)}", stdin=subprocess.PIPE, **_ENVIRONMENT)

    def lines(self):
        """The whole lines that it has printed so far."""
        return [json.loads(line) for line in self.stdout().split("\n")[:-1]]

    def all_lines(self):
        """All that it prints."""
        assert self.wait() == 0, self.report()
        return self.lines()

    def wait_line(self, what):
        """Waits for its first line and returns that."""
        return self.wait_for(self.lines, what)[0]

    def go_on(self):
        """Sends the line that the scenario `slow` waits for."""
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()


def state_line(header, nodes):
    """The line of a client that holds these nodes, messages of the API."""
    return {
        "revision": str(header.revision),
        "digest": str(header.digest),
        "nodes": sorted(node.node_id for node in nodes),
        "raw_bytes": sum(len(node.raw_value) for node in nodes),
    }


def shown_state(server, revision):
    """The line of every client that has seen this revision, if none is newer."""
    return state_line(*list_all(server, view=pb.NODE_VIEW_FULL, min_revision=revision))


def end_line(status, reason=""):
    return {"status": status, "reason": reason, "domain": "rollcall.v1" if reason else ""}
